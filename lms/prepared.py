"""Queries whose SQL is written once in each process. Writing it is most of what a small query costs."""

from functools import cached_property
from uuid import UUID

from django.db import connections, router
from django.db.models.expressions import RawSQL


class Prepared:
    """A queryset of which only ids differ from one time to the next.

    build: called once, with `takes` expressions to filter by; returns a queryset that depends on nothing else.
    """

    def __init__(self, build, *, takes=1):
        self.build, self.placeholders = build, [object() for _ in range(takes)]

    @cached_property
    def queryset(self):
        return self.build(*(RawSQL("%s", [placeholder]) for placeholder in self.placeholders))

    @cached_property
    def connection_alias(self):
        return router.db_for_read(self.queryset.model)

    @cached_property
    def compiler(self):
        return self.queryset.query.get_compiler(self.connection_alias)

    @cached_property
    def statement(self):
        return self.compiler.as_sql()

    @cached_property
    def converters(self):
        """{place of a column: (functions, expression)} that make values of what the database driver gives."""
        self.compiler.pre_sql_setup()  # names the columns in `compiler.select`
        return self.compiler.get_converters([expression for expression, *_rest in self.compiler.select])

    def sql(self, ids):
        """Return the SQL and its parameters with `ids` in their places."""
        features = connections[self.connection_alias].features
        values = {
            id(placeholder): value.hex if isinstance(value, UUID) and not features.has_native_uuid_field else value
            for placeholder, value in zip(self.placeholders, ids, strict=True)
        }
        sql, parameters = self.statement
        return sql, [values.get(id(parameter), parameter) for parameter in parameters]

    def rows(self, *ids):
        """Return the rows of a queryset of `values_list` as lists."""
        connection = connections[self.connection_alias]
        with connection.cursor() as cursor:
            cursor.execute(*self.sql(ids))
            rows = [list(row) for row in cursor.fetchall()]
        for place, (functions, expression) in self.converters.items():
            for row in rows:
                for convert in functions:
                    row[place] = convert(row[place], expression, connection)
        return rows

    def first(self, *ids):
        """Return the first object, with its annotations, or None."""
        rows = self.rows(*ids)
        if not rows:
            return None
        model, names = self.queryset.model, list(self.queryset.query.annotation_select)
        count = len(rows[0]) - len(names)
        found = model.from_db(
            self.connection_alias, [field.attname for field in model._meta.concrete_fields], rows[0][:count]
        )
        for name, value in zip(names, rows[0][count:], strict=True):
            setattr(found, name, value)
        return found
