"""Which tables are there: after `migrate SOME_APP` the receivers of all apps are called, even of those without any."""

from django.db import connections


def tables_exist(*models, using):
    """Whether the database `using` has the tables of all `models`."""
    return {model._meta.db_table for model in models} <= set(connections[using].introspection.table_names())
