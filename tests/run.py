"""Run the suite: `python -m tests.run sqlite postgres host -- PYTEST ARGUMENTS`.

`sqlite` is the whole suite with the journeys, `postgres` what PostgreSQL may answer otherwise, `postgres-in-full` all
that asks a database, `own-models` what a host with its own user, image and document models may answer otherwise, `host`
the walk of a fresh Wagtail site, `release` what takes the network or minutes: the first `make run` in a bare clone, the
server under attack, the benchmark over HTTP. Every one asked for runs, even after a failure; the exit status is the
worst of them.

What often waits, for a browser or for a lock, runs beside the rest; what it prints comes last.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests import postgres

SETTINGS = "fledge_site.settings.test"
NOTHING_COLLECTED = 5  # an exit status of pytest
MAIN = "main"
#: A process that is done takes over some of what another still has to do.
FOR_EACH_PROCESSOR = ("-n", "auto", "--dist", "worksteal")
#: What runs with the models of another host: all addresses for all roles, and what takes or shows people and pictures.
OWN_MODELS = (
    "tests/variant",
    "tests/test_permission_matrix.py",
    *(f"tests/lms/test_{name}.py" for name in ("migrations", "personal_data", "roles")),
    *(f"tests/courses/test_{name}.py" for name in ("admin_authoring", "admin_pages", "attendance", "blocks")),
    *(f"tests/courses/test_{name}.py" for name in ("booking", "calendars", "catalog_filters", "dashboard_steps")),
    *(f"tests/courses/test_{name}.py" for name in ("enrollment", "invitations", "learning_views", "paths")),
    *(f"tests/brainstorm/test_{name}.py" for name in ("facilitator_pages", "guests", "participant_pages", "plans")),
    *(f"tests/certificates/test_{name}.py" for name in ("evidence", "pictures", "views")),
)


def call(*arguments, output=None, **environment):
    """Run a module of Python in a process of its own and return its exit status.

    output: a file for what it prints, or None to print at once.
    """
    # Compiling the tests anew in each process takes a twentieth of the suite.
    unwanted = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    inherited = {key: value for key, value in os.environ.items() if key not in unwanted}
    environment["PYTHONFAULTHANDLER"] = "1"  # a crash in a C library says where
    return subprocess.call(
        [sys.executable, "-m", *arguments],
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def spread_marks(among=""):
    return f"not (host or release or browser or alone){among}"


def spread(arguments, among="", **options):
    """Run what is marked by `among` in a process for each processor, without what must run alone."""
    return call("pytest", "-m", spread_marks(among), *FOR_EACH_PROCESSOR, *arguments, **options)


def alone(arguments, among="", **options):
    """Run what empties the database."""
    return call("pytest", "-m", f"alone and not browser{among}", *arguments, **options)


def journeys(arguments, **options):
    """Run one by one what people do in a browser: they meet each other in one demonstration."""
    return call("pytest", "tests/journeys", "-m", "browser", *arguments, **options)


def on_postgres(run, arguments, output=None):
    """Return what `run` returns on a PostgreSQL of its own; without PostgreSQL, a failure only in CI.

    The journeys never run there: they walk the site as `make run` serves it, on SQLite.
    """
    if not postgres.available():
        advice = "sudo apt-get install postgresql"
        print(f"PostgreSQL is not installed, so the suite did not run on it: {advice}", file=output)
        return 1 if os.environ.get("CI") else 0
    with postgres.private_cluster() as url:
        # PostgreSQL copies `template1` for each new database: the tables are made once for all test processes.
        template = f"{url.rpartition('/')[0]}/template1"
        migrate = ("manage", "migrate", "--verbosity=0")
        if status := call(*migrate, output=output, DATABASE_URL=template, DJANGO_SETTINGS_MODULE=SETTINGS):
            return status
        return run(arguments, output=output, DATABASE_URL=url)


def all_that_asks(arguments, **options):
    """Run all that asks a database, in a process with a database of its own for each processor."""
    among = " and not any_database"
    return worst_of([spread(arguments, among, **options), alone([*FOR_EACH_PROCESSOR, *arguments], among, **options)])


def what_differs(arguments, **options):
    """Run in one process what PostgreSQL may answer otherwise; pytest-django puts what empties the database last."""
    marks = "(alone or postgres or every_database) and not (host or release or browser or any_database)"
    return call("pytest", "-m", marks, *arguments, **options)


def on_host(arguments, **options):
    return call("pytest", "tests/host", "-m", "host", *arguments, **options)


def on_own_models(arguments, **options):
    """Run a selection on a host with its own models. Tests that look for first and last names are not in it."""
    settings = ("--ds", "tests.variant.settings")
    return call("pytest", *settings, "-m", spread_marks(), *FOR_EACH_PROCESSOR, *OWN_MODELS, *arguments, **options)


def for_release(arguments, **options):
    return call("pytest", "tests", "-m", "release", *arguments, **options)


#: What each stage runs, and where: on the main lane, which has a process for each processor and prints at once, or on
#: one of two beside it, which have one process each. What is on one lane runs in turn.
STAGES = {
    "sqlite": {MAIN: spread, "browser": journeys, "locks": alone},
    "postgres": {"locks": partial(on_postgres, what_differs)},
    "postgres-in-full": {MAIN: partial(on_postgres, all_that_asks)},
    "host": {"browser": on_host},
    "own-models": {MAIN: on_own_models},
    "release": {MAIN: for_release},
}


def worst_of(statuses):
    """Return the worst exit status; that nothing was collected counts only where nothing was at all."""
    return max([status for status in statuses if status != NOTHING_COLLECTED], default=NOTHING_COLLECTED)


def run_lane(lane, stages, arguments, output=None):
    """Run what the stages have on a lane, and return the exit statuses."""
    statuses = []
    for name in stages:
        if run := STAGES[name].get(lane):
            print(f"\n=== {name}, {lane} ===", file=output, flush=True)
            statuses.append(run(arguments, output=output))
    return statuses


def main(arguments):
    stages = arguments[: arguments.index("--")] if "--" in arguments else arguments
    rest = arguments[len(stages) + 1 :]
    if unknown := set(stages) - STAGES.keys():
        print(f"There is no stage {', '.join(unknown)}.")
        return 2
    beside = sorted({lane for name in stages for lane in STAGES[name]} - {MAIN})
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor())
        outputs = [stack.enter_context(tempfile.TemporaryFile("w+")) for lane in beside]
        runs = [pool.submit(run_lane, lane, stages, rest, output) for lane, output in zip(beside, outputs, strict=True)]
        statuses = run_lane(MAIN, stages, rest)
        for run, output in zip(runs, outputs, strict=True):
            statuses += run.result()
            output.seek(0)
            print(output.read(), flush=True)
    return worst_of(statuses)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
