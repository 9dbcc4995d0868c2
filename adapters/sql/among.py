"""Whether a column is one of many ids, which are one parameter: the statement stays the same for any number.

With a parameter for each of them the text differs with their number, and reading it anew costs more than
most questions.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine


class _Ids(TypeDecorator[Sequence[str]]):
    """Some ids: an array, or JSON where the database has no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database has for it."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text()))

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """Return the ids as the database takes them."""
        ids = list(value or ())
        return json.dumps(ids) if dialect.name == "sqlite" else ids


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
    return f"{column} = ANY ({ids})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **named: Any) -> str:
    column, ids = (compiler.process(one, **named) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - of our own making
