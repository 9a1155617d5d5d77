"""New sites get their tables by one step for each app, older ones by all the steps: both end up the same."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

APPS = {"lms", "lms_courses", "lms_brainstorm", "lms_certificates"}


def test_steps_one_by_one_make_the_same_tables_as_the_squashed_ones():
    loader = MigrationLoader(None, replace_migrations=False)
    squashed = {key: step.replaces for key, step in loader.replacements.items() if key[0] in APPS}
    assert {app for app, _name in squashed} == APPS
    one_by_one = loader.project_state([tuple(replaced[-1]) for replaced in squashed.values()])
    at_once = loader.project_state(list(squashed))
    for before, after in ((one_by_one, at_once), (at_once, one_by_one)):
        changes = MigrationAutodetector(before, after).changes(graph=loader.graph, trim_to_apps=APPS)
        assert {app: found for app, found in changes.items() if app in APPS} == {}
