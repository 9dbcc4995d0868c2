"""Whether a column is one of many ids, which are one parameter: the statement stays the same for any number.

With a parameter for each of them the text differs with their number, and reading it anew costs more than
most questions.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator


class _Ids(TypeDecorator[Sequence[str]]):
    """Some ids as one text: an array as PostgreSQL writes it, or JSON where the database has no arrays.

    The driver would look at each element of a list several times.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """Return the ids as the database takes them."""
        if dialect.name == "sqlite":
            return json.dumps(list(value or ()))
        ids = list(value or ())
        if not "".join(ids).isalnum():
            ids = [_escaped(one) for one in ids]
        return '{"' + '","'.join(ids) + '"}' if ids else "{}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """Return it as it stands: with the "= 1" that is put behind a function no index is used."""
        return self


def among(column: ColumnElement[Any], parameter: str = "ids") -> ColumnElement[bool]:
    """Return the condition that the column is one of the ids that the parameter holds."""
    return _Among(column, bindparam(parameter, type_=_Ids()))


@compiles(_Among, "postgresql")
def _in_an_array(element: _Among, compiler: SQLCompiler, **named: Any) -> str:
    column, ids = (compiler.process(one, **named) for one in element.clauses)
    return f"{column} = ANY (CAST({ids} AS TEXT[]))"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **named: Any) -> str:
    column, ids = (compiler.process(one, **named) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - of our own making
