"""What vendors call, and where their learners come back to."""
