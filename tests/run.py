"""Run the suite: `python -m tests.run sqlite postgres host -- PYTEST ARGUMENTS`.

`sqlite` is the whole suite, `postgres` all of it that could come out otherwise there, `host` the walk of a fresh
Wagtail site, which no database of ours touches. Every one asked for runs, even after a failure; the exit status is the
worst of them.

What fills both processors comes first. Then two lanes run side by side, because a browser mostly waits: the journeys in
one, PostgreSQL and the host site in the other, which steps back where both want a processor.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from tests import postgres

PROCESSES = "2"
SETTINGS = "lms.site.settings.test"
NOTHING_COLLECTED = 5  # an exit status of pytest


def call(*arguments, output=None, niceness=0, **environment):
    """Run a module of Python in a process of its own and return its exit status.

    output: a file for what it prints, or None to print at once.
    """
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PYTHONFAULTHANDLER"] = "1"  # a crash in a C library says where
    return subprocess.call(
        ["nice", f"-n{niceness}", sys.executable, "-m", *arguments],
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def spread(arguments, among="", **options):
    """Run what is marked by `among` in two processes, file by file, without what must run alone."""
    marks = f"not (host or browser or alone){among}"
    return call("pytest", "-m", marks, "-n", PROCESSES, "--dist", "loadfile", *arguments, **options)


def one_by_one(arguments, among="", **options):
    """Run what empties the database, and the journeys: their people meet each other in one demonstration."""
    return call("pytest", "-m", f"(browser or alone){among}", *arguments, **options)


def on_sqlite(arguments):
    return spread(arguments)


def journeys_on_sqlite(arguments, **options):
    return one_by_one(arguments, **options)


def on_postgres(arguments, **options):
    if not postgres.available():
        print(
            "PostgreSQL is not installed, so the suite did not run on it: sudo apt-get install postgresql",
            file=options.get("output"),
            flush=True,
        )
        return 1 if os.environ.get("CI") else 0
    with postgres.private_cluster() as url:
        # PostgreSQL copies `template1` for each new database: the tables are made once for all test processes.
        template = f"{url.rpartition('/')[0]}/template1"
        if call("manage", "migrate", "--verbosity=0", DATABASE_URL=template, DJANGO_SETTINGS_MODULE=SETTINGS):
            return 1
        # The journeys walk the site as `make run` serves it, on SQLite; what they ask of a database the rest asks too.
        among, options = " and not (browser or any_database)", {"DATABASE_URL": url, "niceness": 10, **options}
        return worst_of([spread(arguments, among, **options), one_by_one(arguments, among, **options)])


def on_host(arguments, **options):
    return call("pytest", "-m", "host", *arguments, niceness=10, **options)


#: Stage by stage, what runs side by side afterwards; `sqlite` has a part in both.
LANES = ((("sqlite", journeys_on_sqlite),), (("postgres", on_postgres), ("host", on_host)))


def worst_of(statuses):
    """Return the worst exit status; that nothing was collected counts only where nothing was at all."""
    return max([status for status in statuses if status != NOTHING_COLLECTED], default=NOTHING_COLLECTED)


def walk(lane, arguments):
    """Run the stages of a lane one after the other, print what each printed, and return their exit statuses."""
    statuses = []
    for name, stage in lane:
        with tempfile.TemporaryFile("w+") as output:
            statuses.append(stage(arguments, output=output))
            output.seek(0)
            print(f"\n=== {name}, {stage.__name__} ===\n{output.read()}", flush=True)
    return statuses


def main(arguments):
    stages = arguments[: arguments.index("--")] if "--" in arguments else arguments
    rest = arguments[len(stages) + 1 :]
    if unknown := set(stages) - {"sqlite", "postgres", "host"}:
        print(f"There is no stage {', '.join(unknown)}.")
        return 2
    statuses = []
    if "sqlite" in stages:
        print("\n=== sqlite ===", flush=True)
        statuses.append(on_sqlite(rest))
    lanes = [[stage for stage in lane if stage[0] in stages] for lane in LANES]
    with ThreadPoolExecutor(len(lanes)) as pool:
        for found in pool.map(lambda lane: walk(lane, rest), lanes):
            statuses += found
    return worst_of(statuses)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
