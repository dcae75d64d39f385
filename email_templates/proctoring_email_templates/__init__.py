"""The base emails of the host, as data: `templates/emails/...`; themes and backends override them path by path."""
