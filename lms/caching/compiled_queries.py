"""Queries whose SQL is written once in each process. Writing it is most of what a small query costs."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connections, router
from django.db.models.expressions import RawSQL


@dataclass(frozen=True)
class CompiledSQL:
    """SQL with placeholders among its parameters, and how to read what it returns.

    converters: {place of a column: (functions, expression)} that make values of what the database driver gives.
    annotations: the names of the last columns, which are no fields of `model`.
    """

    alias: str
    model: type
    sql: str
    parameters: tuple
    converters: dict
    annotations: tuple


class CompiledQuery:
    """A queryset of which only ids differ from one time to the next.

    build: called once, with `takes` expressions to filter by; returns a queryset that depends on nothing else.
    """

    def __init__(self, build, *, takes=1):
        self.build, self.placeholders = build, [object() for _ in range(takes)]

    @cached_property
    def written(self):
        """What is written once. Threads that come at the same time each write their own: a compiler serves one."""
        queryset = self.build(*(RawSQL("%s", [placeholder]) for placeholder in self.placeholders))
        alias = router.db_for_read(queryset.model)
        compiler = queryset.query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        compiler.pre_sql_setup()  # names the columns in `compiler.select`
        columns = [expression for expression, *_rest in compiler.select]
        return CompiledSQL(
            alias=alias,
            model=queryset.model,
            sql=sql,
            parameters=parameters,
            converters=compiler.get_converters(columns),
            annotations=tuple(queryset.query.annotation_select),
        )

    def sql(self, ids):
        """Return the SQL and its parameters with `ids` in their places."""
        features = connections[self.written.alias].features
        values = {
            id(placeholder): value.hex if isinstance(value, UUID) and not features.has_native_uuid_field else value
            for placeholder, value in zip(self.placeholders, ids, strict=True)
        }
        return self.written.sql, [values.get(id(parameter), parameter) for parameter in self.written.parameters]

    def rows(self, *ids):
        """Return the rows of a queryset of `values_list` as lists."""
        connection = connections[self.written.alias]
        with connection.cursor() as cursor:
            cursor.execute(*self.sql(ids))
            rows = [list(row) for row in cursor.fetchall()]
        for place, (functions, expression) in self.written.converters.items():
            for row in rows:
                for convert in functions:
                    row[place] = convert(row[place], expression, connection)
        return rows

    def first(self, *ids):
        """Return the first object, with its annotations, or None."""
        rows = self.rows(*ids)
        if not rows:
            return None
        model, names = self.written.model, self.written.annotations
        count = len(rows[0]) - len(names)
        columns = [field.attname for field in model._meta.concrete_fields]
        found = model.from_db(self.written.alias, columns, rows[0][:count])
        for name, value in zip(names, rows[0][count:], strict=True):
            setattr(found, name, value)
        return found
