"""Run the suite: `python -m tests.run sqlite postgres host -- PYTEST ARGUMENTS`.

`sqlite` is the whole suite, `postgres` all of it that could come out otherwise there, `host` the walk of a fresh
Wagtail site, which no database of ours touches. Every one asked for runs, even after a failure; the exit status is the
worst of them.
"""

import os
import subprocess
import sys

from tests import postgres

PROCESSES = "2"
SETTINGS = "lms.site.settings.test"
NOTHING_COLLECTED = 5  # an exit status of pytest


def call(*arguments, **environment):
    """Run a module of Python in a process of its own and return its exit status."""
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PYTHONFAULTHANDLER"] = "1"  # a crash in a C library says where
    return subprocess.call([sys.executable, "-m", *arguments], env=inherited | environment, stdin=subprocess.DEVNULL)


def suite(arguments, among="", **environment):
    """Run what is marked by `among`: most of it in two processes, file by file, then the rest one by one.

    The rest is what empties the database, and the journeys: their people meet each other in one demonstration, and
    a browser needs the second core itself.
    """
    spread = ["-n", PROCESSES, "--dist", "loadfile"]
    statuses = [
        call("pytest", "-m", f"not (host or browser or alone){among}", *spread, *arguments, **environment),
        call("pytest", "-m", f"(browser or alone){among}", *arguments, **environment),
    ]
    # Arguments may name tests of one kind only.
    return max([status for status in statuses if status != NOTHING_COLLECTED], default=NOTHING_COLLECTED)


def on_sqlite(arguments):
    return suite(arguments)


def on_postgres(arguments):
    if not postgres.available():
        print("PostgreSQL is not installed, so the suite did not run on it: sudo apt-get install postgresql")
        return 1 if os.environ.get("CI") else 0
    with postgres.private_cluster() as url:
        # PostgreSQL copies `template1` for each new database: the tables are made once for all test processes.
        template = f"{url.rpartition('/')[0]}/template1"
        if call("manage", "migrate", "--verbosity=0", DATABASE_URL=template, DJANGO_SETTINGS_MODULE=SETTINGS):
            return 1
        # The journeys walk the site as `make run` serves it, on SQLite; what they ask of a database the rest asks too.
        return suite(arguments, among=" and not (browser or any_database)", DATABASE_URL=url)


def on_host(arguments):
    return call("pytest", "-m", "host", *arguments)


STAGES = {"sqlite": on_sqlite, "postgres": on_postgres, "host": on_host}


def main(arguments):
    stages = arguments[: arguments.index("--")] if "--" in arguments else arguments
    rest = arguments[len(stages) + 1 :]
    worst = 0
    for name in stages:
        print(f"\n=== {name} ===", flush=True)
        worst = max(worst, STAGES[name](rest))
    return worst


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
