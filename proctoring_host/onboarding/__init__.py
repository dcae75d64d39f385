"""What stands between a learner and a proctored exam, and how it is taken away again."""
