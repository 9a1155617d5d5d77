"""Run the suite: `python -m tests.run sqlite postgres host -- PYTEST ARGUMENTS`.

`sqlite` and `postgres` are the whole suite on one database each, `host` the walk of a fresh Wagtail site, which no
database of ours touches. Every one asked for runs, even after a failure; the exit status is the worst of them.
"""

import os
import subprocess
import sys

from tests import postgres

PROCESSES = "2"
NOTHING_COLLECTED = 5  # an exit status of pytest


def pytest(*arguments, database_url=None):
    """Run pytest in a process of its own and return its exit status."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PYTHONFAULTHANDLER"] = "1"  # a crash in a C library says where
    if database_url:
        environment["DATABASE_URL"] = database_url
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], env=environment, stdin=subprocess.DEVNULL)


def whole_suite(arguments, database_url=None):
    """Run everything on one database: most of it in two processes, file by file, then the rest one by one.

    The rest is what empties the database, and the journeys: their people meet each other in one demonstration, and
    a browser needs the second core itself.
    """
    spread = ["-n", PROCESSES, "--dist", "loadfile"]
    # The journeys walk the site as `make run` serves it, on SQLite; what they ask of a database the rest asks too.
    one_by_one = "alone" if database_url else "browser or alone"
    statuses = [
        pytest("-m", "not (host or browser or alone)", *spread, *arguments, database_url=database_url),
        pytest("-m", one_by_one, *arguments, database_url=database_url),
    ]
    # Arguments may name tests of one kind only.
    return max([status for status in statuses if status != NOTHING_COLLECTED], default=NOTHING_COLLECTED)


def on_sqlite(arguments):
    return whole_suite(arguments)


def on_postgres(arguments):
    if not postgres.available():
        print("PostgreSQL is not installed, so the suite did not run on it: sudo apt-get install postgresql")
        return 1 if os.environ.get("CI") else 0
    with postgres.private_cluster() as url:
        return whole_suite(arguments, database_url=url)


def on_host(arguments):
    return pytest("-m", "host", *arguments)


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
