"""`make bench`: one table and one JSON file. What the figures mean stands in bench/README.md."""

import argparse
import json
import os
import platform
import uuid
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
RESULT = Path(__file__).parent / "results" / "latest.json"
YARDSTICK = "bare Wagtail page"


def build_cases(world, learner):
    """Return what `learner`, a `Visitor`, asks for."""
    from bench.measure import Case
    from bench.world import CATALOG_SIZE, IDEAS, LENGTHS

    cases = [
        Case(f"catalog of {CATALOG_SIZE} courses", world.catalog.url, learner, budget_queries=8),
        Case("my learning", "/learning/", learner, budget_queries=12),
    ]
    for length in LENGTHS:
        course, lessons, _ = world.courses[length]
        middle = lessons[length // 2]
        cases += [
            Case(f"course page, {length} lessons", course.url, learner, budget_queries=8, budget_ratio=0.8),
            Case(f"lesson page, {length} lessons", middle.url, learner, budget_queries=8, budget_ratio=0.6),
            Case(
                f"completing a lesson of {length}",
                f"/learning/lessons/{middle.pk}/done/",
                learner,
                method="POST",
                status=302,
                before=lambda length=length: world.reopen(length),
                budget_queries=12,
            ),
        ]
    cases += [
        Case(f"board of {IDEAS} ideas", world.board.get_absolute_url(), budget_queries=12, budget_ratio=1.5),
        Case(
            "submitting an idea",
            f"{world.brainstorm.get_absolute_url()}ideas/",
            method="POST",
            status=302,
            before=world.take_back_ideas,
            fields=lambda: {"kind": "use_case", "text": "One more", "submission_key": uuid.uuid4()},
            budget_queries=12,
        ),
    ]
    return cases


def build_yardsticks(world):
    """Return the requests to compare with, as Wagtail answers them: without the middleware of Fledge."""
    from bench.measure import Case, Visitor

    plain = Visitor(world.learner, without=["lms.middleware.KeptSiteMiddleware"])
    return [Case("plain Django view", "/bench/plain/", plain), Case(YARDSTICK, world.bare.url, plain)]


def make_world():
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.world import World

    return World()


def against(value, budget):
    """Return a figure with its budget, and an exclamation mark where it is missed."""
    if budget is None:
        return f"{value}"
    return f"{value} of {budget}{' !' if value > budget else ''}"


def show(rows, certificate):
    from bench.certificate import show as show_certificate

    print(f"\n{'':34}{'SQL':>12}{'CPU ms':>9}{'x bare page':>16}{'calls':>9}")
    for row in rows:
        queries = against(row["queries"], row["budget_queries"])
        ratio = against(row["ratio"], row["budget_ratio"])
        print(f"{row['name']:34}{queries:>12}{row['cpu_ms']:>9}{ratio:>16}{row['calls']:>9}")
    show_certificate(certificate)


def main():
    parser = argparse.ArgumentParser(prog="make bench BENCH_ARGS=...")
    parser.add_argument("--rounds", type=int, default=60, help="requests of each kind")
    parser.add_argument("--certificates", type=int, default=1000, help="certificates to sign in one run")
    parser.add_argument("--json", type=Path, default=RESULT, help="where the figures go")
    arguments = parser.parse_args()

    world = make_world()
    from bench.certificate import measure as measure_certificate
    from bench.measure import Case, Visitor, measure
    from bench.reports import ReportWorld

    learner, reports = Visitor(world.learner), ReportWorld(world.catalog)
    cases = [
        *build_yardsticks(world),
        Case(f"{YARDSTICK}, kept site", world.bare.url, learner),
        *build_cases(world, learner),
        *reports.cases(Visitor(reports.trainer)),
    ]
    rows = measure(cases, yardstick=YARDSTICK, rounds=arguments.rounds)
    certificate = measure_certificate(arguments.certificates)
    show(rows, certificate)

    import django
    import wagtail

    result = {
        "python": platform.python_version(),
        "django": django.__version__,
        "wagtail": wagtail.__version__,
        "rounds": arguments.rounds,
        "requests": rows,
        "certificate": certificate,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    print(f"written to {arguments.json}")


if __name__ == "__main__":
    main()
