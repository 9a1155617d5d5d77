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
    def statement(self):
        return self.queryset.query.get_compiler(self.connection_alias).as_sql()

    @cached_property
    def converters(self):
        """Return [(name, expression, functions)] that turn what the driver gives into the values of annotations."""
        connection = connections[self.connection_alias]
        return [
            (name, each, connection.ops.get_db_converters(each) + each.get_db_converters(connection))
            for name, each in self.queryset.query.annotation_select.items()
        ]

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
        """Return the rows as tuples, as the database driver gives them: good for texts and numbers."""
        with connections[self.connection_alias].cursor() as cursor:
            cursor.execute(*self.sql(ids))
            return cursor.fetchall()

    def first(self, *ids):
        """Return the first object or None."""
        sql, parameters = self.sql(ids)
        found = next(iter(self.queryset.model._base_manager.using(self.connection_alias).raw(sql, parameters)), None)
        if found is not None:
            for name, expression, functions in self.converters:
                value = getattr(found, name)
                for convert in functions:
                    value = convert(value, expression, connections[self.connection_alias])
                setattr(found, name, value)
        return found
