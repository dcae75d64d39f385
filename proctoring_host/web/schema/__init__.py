"""The REST API described as OpenAPI 3.1: a table of operations, what turns it into a document, and two views.

`operations/` says in words and examples what each address does, `components/` what JSON it reads and answers with.
Views know nothing of it: an operation is found by the name of its address in `proctoring_host.web.urls` and its method.
"""
