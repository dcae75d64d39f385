"""Moves over what edx-proctoring keeps in its tables: exams, policies, allowances, attempts, reviews and their history.

The older tables are only ever read, by their column names, so that edx-proctoring itself need not be installed. Rows
are written as they are, without any use case: no workflow runs, no effect is written, nobody is told.

`tables` says what is read, `source` reads it, each module of `stages` translates the rows of one table, `batches`
writes them, `verifying` compares them again later, `report` says what became of every row.
"""
