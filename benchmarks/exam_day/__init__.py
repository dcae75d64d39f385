"""An exam day in minutes: many learners, a vendor that stumbles, processes that are killed; then an audit.

`python -m benchmarks.exam_day` is the command, and `make exam-day` runs it. Learners (`learner`, `hall`), the vendor
(`vendor`, a process of its own), the mail server (`mailbox`) and the database (`collect`) each keep a record; `audit`
compares them.
"""
