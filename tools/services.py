"""Asks whether the services that CI promises really answer, and makes the databases that are to be used.

Reads PROCTORING_TEST_POSTGRES_URL, PROCTORING_TEST_MARIADB_URL and PROCTORING_TEST_REDIS_URL. Starts nothing.
"""

import os
import socket
import sys
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

import psycopg
import pymysql
from psycopg import sql


def postgres(url: SplitResult) -> None:
    """Connect, and create the database unless it is there."""
    name = url.path.lstrip("/")
    server = url._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def mariadb(url: SplitResult) -> None:
    """Connect, and create the database unless it is there."""
    name = url.path.lstrip("/").replace("`", "``")
    connection = pymysql.connect(
        host=url.hostname or "localhost",
        port=url.port or 3306,
        user=url.username or "root",
        password=url.password or "",
        connect_timeout=5,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4")


def redis(url: SplitResult) -> None:
    """Expect a PONG; speaking the protocol's one line needs no client library."""
    with socket.create_connection((url.hostname or "localhost", url.port or 6379), timeout=5) as connection:
        connection.sendall(b"PING\r\n")
        answer = connection.recv(64)
    if not answer.startswith(b"+PONG"):
        raise ConnectionError(f"answered {answer!r} to PING")


SERVICES: dict[str, Callable[[SplitResult], None]] = {
    "PROCTORING_TEST_POSTGRES_URL": postgres,
    "PROCTORING_TEST_MARIADB_URL": mariadb,
    "PROCTORING_TEST_REDIS_URL": redis,
}


def main() -> int:
    """Ask each service whose URL is set; 1 when any does not answer."""
    failed = False
    for variable, ask in SERVICES.items():
        url = urlsplit(os.environ.get(variable, ""))
        if not url.hostname:
            continue
        place = f"{ask.__name__} at {url.hostname}:{url.port}"
        try:
            ask(url)
        except (OSError, psycopg.Error, pymysql.Error) as error:
            print(f"{place} does not answer, but {variable} promises it: {error}", file=sys.stderr)
            failed = True
        else:
            print(f"{place} answers.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
