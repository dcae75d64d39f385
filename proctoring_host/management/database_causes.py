"""Why a database cannot be used, in words of ours: those of the drivers hold addresses, users and some a password."""

from django.db.utils import Error as DatabaseError

from proctoring_host.command_line import on_command_line

MISSING = "it does not exist"
REFUSED = "its server cannot be reached or refuses the connection"
DENIED = "access is denied to this user, or the password is wrong"
NO_FILE = "its file cannot be opened"
NOT_A_FILE = "its file is not a database"
READ_ONLY = "it may only be read"
LOCKED = "another process keeps it locked"
NO_TABLES = "tables are missing or old"

# Error numbers of MySQL and MariaDB.
BY_NUMBER = {
    1044: DENIED,
    1045: DENIED,
    1049: MISSING,
    1054: NO_TABLES,
    1146: NO_TABLES,
    1698: DENIED,
    2002: REFUSED,
    2003: REFUSED,
    2005: REFUSED,
    2006: REFUSED,
    2013: REFUSED,
}
# In this order, all words of one line; PostgreSQL gives no code where the connection fails.
BY_WORDS = (
    (("password authentication failed",), DENIED),
    (("no password supplied",), DENIED),
    (("pg_hba.conf",), DENIED),
    (("role ", "does not exist"), DENIED),
    (("permission denied",), DENIED),
    (("relation ", "does not exist"), NO_TABLES),
    (("column ", "does not exist"), NO_TABLES),
    (("no such table",), NO_TABLES),
    (("no such column",), NO_TABLES),
    (("database ", "does not exist"), MISSING),
    (("unable to open database file",), NO_FILE),
    (("file is not a database",), NOT_A_FILE),
    (("readonly database",), READ_ONLY),
    (("database is locked",), LOCKED),
    (("connection refused",), REFUSED),
    (("connection timeout",), REFUSED),
    (("timeout expired",), REFUSED),
    (("failed to resolve host",), REFUSED),
    (("could not translate host name",), REFUSED),
    (("server closed the connection",), REFUSED),
    (("connection to server", "failed"), REFUSED),
)


def cause_of(error: DatabaseError) -> str:
    """Empty where it is none that an operator can put right, or not known."""
    if error.args and isinstance(error.args[0], int):
        return BY_NUMBER.get(error.args[0], "")
    said = str(error).lower()
    return next((cause for words, cause in BY_WORDS if all(word in said for word in words)), "")


def sentence(error: DatabaseError) -> str:
    """With the kind of error where no cause is known."""
    cause = cause_of(error)
    remedy = f", so run `{on_command_line('migrate')}`" if cause == NO_TABLES else ""
    return f"The database cannot be used: {cause or type(error).__name__}{remedy}."
