"""What a page costs in one process: `python -m bench.pages`. What the figures mean stands in bench/README.md."""

import argparse
import os
import platform
import uuid

from bench import tables

YARDSTICK = "bare Wagtail page"


def build_cases(world, learner):
    """Return what `learner`, a `Visitor`, asks for."""
    from bench.measure import Case

    cases = [
        Case(f"catalog of {world.size.catalog} courses", world.catalog.url, learner, budget_queries=8),
        Case("my learning", "/learning/", learner, budget_queries=12),
    ]
    for length in world.size.lengths:
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
        Case(
            f"board of {world.size.ideas} ideas",
            world.board.get_absolute_url(),
            learner,
            budget_queries=12,
            budget_ratio=1.5,
        ),
        Case(
            "submitting an idea",
            f"{world.brainstorm.get_absolute_url()}ideas/",
            learner,
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
    from bench.bare.models import BarePage
    from bench.measure import Case, Visitor
    from bench.world import PARAGRAPH

    plain = Visitor(world.learner, without=["lms.caching.middleware.CachedSiteMiddleware"])
    bare = world.catalog.add_child(instance=BarePage(title="Bare", slug="bare", body=PARAGRAPH * 3))
    bare.save_revision().publish()
    return [Case("plain Django view", "/bench/plain/", plain), Case(YARDSTICK, bare.url, plain)]


def make_world(size):
    """Return the `World` of that size, in a new database with the yardsticks beside the site."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench.sites import migrate

    migrate()
    from bench.world import World

    return World(size)


def show(title, rows):
    """Print what `bench.measure.measure` returned."""
    tables.show(
        title,
        ["request", "SQL", "CPU ms", "x bare page", "calls"],
        [
            [
                row["name"],
                tables.against(row["queries"], row["budget_queries"]),
                row["cpu_ms"],
                tables.against(row["ratio"], row["budget_ratio"]),
                row["calls"],
            ]
            for row in rows
        ],
    )


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--rounds", type=int, default=60, help="requests of each kind")
    parser.add_argument("--smoke", action="store_true", help="the smallest size")
    arguments = parser.parse_args()
    rounds = 2 if arguments.smoke else arguments.rounds

    from bench.sizes import FULL, SMALL

    world = make_world(SMALL if arguments.smoke else FULL)
    from bench.measure import Case, Visitor, measure
    from bench.reports import ReportWorld

    learner, reports = Visitor(world.learner), ReportWorld(world.catalog, world.size)
    plain, bare = build_yardsticks(world)
    cases = [
        plain,
        bare,
        Case(f"{YARDSTICK}, kept site", bare.path, learner),
        *build_cases(world, learner),
        *reports.cases(Visitor(reports.trainer)),
    ]
    rows = measure(cases, yardstick=YARDSTICK, rounds=rounds)
    show(f"What a page costs, in one process ({rounds} rounds)", rows)

    import django
    import wagtail

    versions = {"python": platform.python_version(), "django": django.__version__, "wagtail": wagtail.__version__}
    tables.keep("pages", {**versions, "rounds": rounds, "requests": rows})


if __name__ == "__main__":
    main()
