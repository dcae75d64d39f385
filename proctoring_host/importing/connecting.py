"""Where the older tables are: in the site's own database, in another one it knows, or at an address."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error as DatabaseError
from django.db.utils import load_backend
from django.utils.connection import ConnectionDoesNotExist

from proctoring_host.importing.refusals import ImportRefused
from proctoring_host.importing.source import Source

ENGINES = {"postgres": "postgresql", "postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql"}
READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
}
# What Django fills in for the databases of its settings.
DEFAULTS: dict[str, Any] = {
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {},
    "TIME_ZONE": None,
    "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
}


@contextmanager
def opened(alias: str, url: str, cause_of: Callable[[DatabaseError], str] = lambda _error: "") -> Iterator[Source]:
    """The site's own database where neither is given; any other one is opened so that it cannot be written to.

    `cause_of` gives words for an error of the driver, whose own may hold an account, or nothing.
    Raises `ImportRefused` for an alias or an address that cannot be used; the message holds no password.
    """
    if not url and alias == DEFAULT_DB_ALIAS:
        yield Source(connections[DEFAULT_DB_ALIAS])
        return
    settings = settings_of(url) if url else _known(alias)
    connection = _backend(settings["ENGINE"]).DatabaseWrapper({**DEFAULTS, **settings}, "edx_proctoring")
    try:
        _begin(connection, cause_of)
        yield Source(connection)
    finally:
        connection.close()


def _begin(connection: BaseDatabaseWrapper, cause_of: Callable[[DatabaseError], str]) -> None:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).is_file():  # which SQLite would make
        raise ImportRefused("The file of the source is not there.")
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY[connection.vendor])
    except (DatabaseError, TypeError) as error:
        cause = cause_of(error) if isinstance(error, DatabaseError) else ""
        raise ImportRefused(
            f"The database of the source cannot be used: {cause or 'the driver refuses its address or its options'}."
        ) from None


def settings_of(url: str) -> dict[str, Any]:
    """Of `postgres://user:password@host:5432/name?sslmode=require`, `mysql://...` or `sqlite:////absolute/path`.

    What follows the question mark goes to the driver. Raises `ImportRefused`.
    """
    parts = urlsplit(url)
    name = unquote(parts.path)[1:]
    if parts.scheme == "sqlite" and name:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name} | _account("", "", "", "")
    port = _port(parts)
    if parts.scheme not in ENGINES or not name or port is None or parts.fragment:
        # The address itself is not repeated: it may hold a password.
        raise ImportRefused(
            "The address of the source has to look like postgres://user:password@host:5432/name, "
            "mysql://user:password@host:3306/name or sqlite:////path/to/file. In a password, write signs such as "
            "/, # and @ as %2F, %23 and %40."
        )
    account = _account(unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname or "", port)
    options = {"charset": "utf8mb4"} if ENGINES[parts.scheme] == "mysql" else {}
    options |= dict(parse_qsl(parts.query))
    return {"ENGINE": f"django.db.backends.{ENGINES[parts.scheme]}", "NAME": name, "OPTIONS": options} | account


def _port(parts: SplitResult) -> str | None:
    """None for what is no port, such as half of a password with a slash in it."""
    try:
        return str(parts.port or "")
    except ValueError:
        return None


def _account(user: str, password: str, host: str, port: str) -> dict[str, str]:
    return {"USER": user, "PASSWORD": password, "HOST": host, "PORT": port}


def _known(alias: str) -> dict[str, Any]:
    try:
        return dict(connections[alias].settings_dict)
    except ConnectionDoesNotExist:
        raise ImportRefused(f"The settings know no database {alias!r}; they know {', '.join(connections)}.") from None


def _backend(engine: str) -> Any:
    if engine.endswith("mysql"):
        _take_any_driver()
    return load_backend(engine)


def _take_any_driver() -> None:
    """Django asks for mysqlclient, and takes the driver in pure Python under its name."""
    try:
        importlib.import_module("MySQLdb")
    except ImportError:
        try:
            importlib.import_module("pymysql").install_as_MySQLdb()
        except ImportError:
            raise ImportRefused("To read MySQL or MariaDB, install mysqlclient or pymysql.") from None
