"""Text that identifies something: compared byte for byte, whatever the database does with other text."""

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, lookups
from django.db.models.sql.compiler import SQLCompiler

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)

if TYPE_CHECKING:
    from django.db.models import CharField as Base
else:

    class Base(CharField):
        """Django 5.2 takes no types in brackets."""

        def __class_getitem__(cls, types: object) -> type:
            return cls


class ExactCharField(Base[_ST_contra, _GT_co]):
    """`a`, `A`, `a` with an accent and `a` with a blank after it are four values, on every database.

    PostgreSQL and SQLite see it so anyway. MySQL and MariaDB take all four for one, unless the column says otherwise.
    Lookups in any case (`__iexact`, `__icontains` and so on) still are what they say.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        return super().db_parameters(connection) | {"collation": exact_collation(connection)}


def exact_collation(connection: BaseDatabaseWrapper) -> str | None:
    """The collation without padding: `utf8mb4_bin` would still take blanks at the end for nothing."""
    if connection.vendor != "mysql":
        return None
    return "utf8mb4_nopad_bin" if getattr(connection, "mysql_is_mariadb", False) else "utf8mb4_0900_bin"


class _InAnyCase:
    """On MySQL Django leaves it to the collation of the column to ignore case, and this one does not."""

    def as_mysql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, of_column = self.process_lhs(compiler, connection)  # type: ignore[attr-defined]
        wanted, of_wanted = self.process_rhs(compiler, connection)  # type: ignore[attr-defined]
        return f"UPPER({column}) LIKE UPPER({wanted})", [*of_column, *of_wanted]


class _CaseCounts:
    """SQLite's LIKE ignores the case of plain letters, where the other databases do not."""

    glob = "{}"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        if not self.rhs_is_direct_value():  # type: ignore[attr-defined]
            return self.as_sql(compiler, connection)  # type: ignore[attr-defined,no-any-return]
        column, of_column = self.process_lhs(compiler, connection)  # type: ignore[attr-defined]
        wanted = re.sub(r"[*?[]", r"[\g<0>]", str(self.rhs))  # type: ignore[attr-defined]
        return f"{column} GLOB %s", [*of_column, self.glob.format(wanted)]


@ExactCharField.register_lookup
class Contains(_CaseCounts, lookups.Contains):
    glob = "*{}*"


@ExactCharField.register_lookup
class StartsWith(_CaseCounts, lookups.StartsWith):
    glob = "{}*"


@ExactCharField.register_lookup
class EndsWith(_CaseCounts, lookups.EndsWith):
    glob = "*{}"


@ExactCharField.register_lookup
class IExact(_InAnyCase, lookups.IExact):
    pass


@ExactCharField.register_lookup
class IContains(_InAnyCase, lookups.IContains):
    pass


@ExactCharField.register_lookup
class IStartsWith(_InAnyCase, lookups.IStartsWith):
    pass


@ExactCharField.register_lookup
class IEndsWith(_InAnyCase, lookups.IEndsWith):
    pass
