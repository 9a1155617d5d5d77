"""Run the suite: `python -m tests.run sqlite postgres host -- PYTEST ARGUMENTS`.

`sqlite` is the whole suite with the journeys, `postgres` what PostgreSQL may answer otherwise, `postgres-in-full` all
that asks a database, `host` the walk of a fresh Wagtail site, `release` what takes the network or minutes: the first
`make run` in a bare clone, the benchmark over HTTP. Every one asked for runs, even after a failure; the exit status is
the worst of them.

What mostly waits, like a browser, runs beside the rest; what it prints comes last.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from tests import postgres

SETTINGS = "lms.site.settings.test"
NOTHING_COLLECTED = 5  # an exit status of pytest


def call(*arguments, output=None, **environment):
    """Run a module of Python in a process of its own and return its exit status.

    output: a file for what it prints, or None to print at once.
    """
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PYTHONFAULTHANDLER"] = "1"  # a crash in a C library says where
    return subprocess.call(
        [sys.executable, "-m", *arguments],
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def spread(arguments, among="", **options):
    """Run what is marked by `among` in a process for each processor, file by file, without what must run alone."""
    marks = f"not (host or release or browser or alone){among}"
    return call("pytest", "-m", marks, "-n", "auto", "--dist", "loadfile", *arguments, **options)


def alone(arguments, among="", **options):
    """Run one by one what empties the database."""
    return call("pytest", "-m", f"alone and not browser{among}", *arguments, **options)


def journeys(arguments, **options):
    """Run one by one what people do in a browser: they meet each other in one demonstration."""
    return call("pytest", "tests/journeys", "-m", "browser", *arguments, **options)


def on_postgres(arguments, among=""):
    if not postgres.available():
        print("PostgreSQL is not installed, so the suite did not run on it: sudo apt-get install postgresql")
        return 1 if os.environ.get("CI") else 0
    with postgres.private_cluster() as url:
        # PostgreSQL copies `template1` for each new database: the tables are made once for all test processes.
        template = f"{url.rpartition('/')[0]}/template1"
        if call("manage", "migrate", "--verbosity=0", DATABASE_URL=template, DJANGO_SETTINGS_MODULE=SETTINGS):
            return 1
        # The journeys walk the site as `make run` serves it, on SQLite; what they ask of a database the rest asks too.
        among = f" and not (browser or any_database){among}"
        return worst_of([way(arguments, among, DATABASE_URL=url) for way in (spread, alone)])


def on_postgres_what_differs(arguments):
    return on_postgres(arguments, " and (alone or postgres or every_database)")


def on_host(arguments, **options):
    return call("pytest", "tests/host", "-m", "host", *arguments, **options)


def for_release(arguments):
    return call("pytest", "tests", "-m", "release", *arguments)


#: What runs in turn, in a process for each processor, and prints at once.
STAGES = {
    "sqlite": spread,
    "postgres": on_postgres_what_differs,
    "postgres-in-full": on_postgres,
    "release": for_release,
}
#: What runs in turn beside that, in one process, which often waits: for a browser, for a lock, for a server.
BESIDE = {"sqlite": (alone, journeys), "host": (on_host,)}


def worst_of(statuses):
    """Return the worst exit status; that nothing was collected counts only where nothing was at all."""
    return max([status for status in statuses if status != NOTHING_COLLECTED], default=NOTHING_COLLECTED)


def run_beside(stages, arguments, output):
    """Run what is to run beside the others, and return its exit statuses."""
    return [run(arguments, output=output) for name in stages for run in BESIDE.get(name, ())]


def main(arguments):
    stages = arguments[: arguments.index("--")] if "--" in arguments else arguments
    rest = arguments[len(stages) + 1 :]
    if unknown := set(stages) - STAGES.keys() - BESIDE.keys():
        print(f"There is no stage {', '.join(unknown)}.")
        return 2
    statuses = []
    with ThreadPoolExecutor(1) as pool, tempfile.TemporaryFile("w+") as output:
        beside = pool.submit(run_beside, stages, rest, output)
        for name in filter(STAGES.get, stages):
            print(f"\n=== {name} ===", flush=True)
            statuses.append(STAGES[name](rest))
        statuses += beside.result()
        output.seek(0)
        if printed := output.read():
            print(f"\n=== beside ===\n{printed}", flush=True)
    return worst_of(statuses)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
