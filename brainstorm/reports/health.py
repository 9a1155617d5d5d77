"""How brainstorms go, in numbers: brainstorm by brainstorm, and formats compared over classes.

Only what everyone may read by now is counted, so brainstorms that are closed. No number is one person's, and what
tells how people took part is left out where fewer than five did.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import fmean

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brainstorm.decisions.models import Decision
from brainstorm.facilitation.contribution_balance import EVEN, UNEVEN, contribution_balance_of
from brainstorm.ideas.models import Idea
from brainstorm.pilots.models import Pilot
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.models.formats import BrainstormFormat
from courses.catalog.ids import read_id
from courses.models import CoursePage

#: What fewer people than this did is not shown: it would say who did what.
SMALLEST_GROUP = 5
#: span in the address: (words, days)
SPANS = {
    "all": (gettext_lazy("All the time"), None),
    "3-months": (gettext_lazy("3 months"), 92),
    "12-months": (gettext_lazy("12 months"), 366),
}
#: After how many days from its start a pilot is asked for its result.
CHECKPOINTS = (30, 90)


def share(part, whole):
    """Return `part` of `whole` in percent, rounded; None of nothing."""
    return round(100 * part / whole) if whole else None


@dataclass
class Health:
    """The numbers of one brainstorm, or of several added up."""

    title: str
    brainstorms: int = 1
    people: int = 0  # who joined
    counted_people: int = 0  # of brainstorms with at least five people, and their ideas
    counted_ideas: int = 0
    ideas: int = 0  # all that were written, merged ones too
    on_board: int = 0  # on the board in the end
    kinds: list = field(default_factory=list)  # of each brainstorm, how many of the five kinds occur
    evenness: list = field(default_factory=list)  # (people, evenness) of each brainstorm where it is known
    decided: int = 0
    adopted: int = 0
    pilots: int = 0
    due: Counter = field(default_factory=Counter)  # {30: pilots that began at least 30 days ago, 90: …}
    finished: Counter = field(default_factory=Counter)  # {30: those of them with a result within 30 days, 90: …}
    brainstorm: Brainstorm | None = None
    origin: str = ""  # its class or course

    def __add__(self, other):
        summed = (
            *("brainstorms", "people", "counted_people", "counted_ideas", "ideas", "on_board", "kinds", "evenness"),
            *("decided", "adopted", "pilots", "due", "finished"),
        )
        return Health(self.title, **{name: getattr(self, name) + getattr(other, name) for name in summed})

    @property
    def ideas_each(self):
        """Ideas a person, None where too few people took part."""
        return round(self.counted_ideas / self.counted_people, 1) if self.counted_people else None

    @property
    def even(self):
        """How evenly ideas are spread, 0 to 100; over several brainstorms the mean by people. None: not known."""
        people = sum(people for people, _even in self.evenness)
        return round(100 * sum(people * even for people, even in self.evenness) / people) if people else None

    @property
    def even_word(self):
        if self.even is None:
            return ""
        if self.even >= 100 * EVEN:
            return _("evenly spread")
        return _("a few wrote most") if self.even < 100 * UNEVEN else _("somewhat uneven")

    @property
    def kinds_covered(self):
        """How many of the five kinds occur, on average."""
        return round(fmean(self.kinds), 1) if self.kinds else None

    @property
    def kinds_shown(self):
        return None if self.kinds_covered is None else f"{self.kinds_covered:g}"

    @property
    def decided_share(self):
        return share(self.decided, self.on_board)

    @property
    def adopted_share(self):
        return share(self.adopted, self.on_board)

    @property
    def checkpoints(self):
        """For 30 and 90 days: (days, percent or None, finished, due)."""
        return [
            (days, share(self.finished[days], self.due[days]), self.finished[days], self.due[days])
            for days in CHECKPOINTS
        ]


@dataclass(frozen=True)
class Measure:
    """One figure of every format as bars: rows are (label, words, width of the bar in percent)."""

    title: str
    explains: str
    rows: list


@dataclass
class HealthReport:
    """The closed brainstorms asked for."""

    course_id: int | None = None
    format_slug: str = ""
    span: str = "all"

    @classmethod
    def of(cls, parameters):
        span = parameters.get("span", "")
        return cls(
            course_id=read_id(parameters.get("course", "")),
            format_slug=parameters.get("format", "").strip()[:60],
            span=span if span in SPANS else "all",
        )

    @property
    def is_filtered(self):
        return bool(self.course_id or self.format_slug or self.span != "all")

    @cached_property
    def rows(self):
        """A `Health` for each brainstorm, the latest first."""
        chosen = Brainstorm.objects.reporting().select_related("format", "course", "scheduled_class__course")
        if self.course_id:
            chosen = chosen.filter(course=self.course_id)
        if self.format_slug:
            chosen = chosen.filter(format__slug=self.format_slug)
        if days := SPANS[self.span][1]:
            chosen = chosen.filter(closed_at__gte=timezone.now() - timedelta(days=days))
        brainstorms = list(chosen.with_people_count().order_by("-closed_at", "-pk"))
        ideas, pilots = self._ideas(brainstorms), self._pilots(brainstorms)
        return [_health(each, ideas[each.pk], pilots[each.pk]) for each in brainstorms]

    @staticmethod
    def _ideas(brainstorms):
        rows = defaultdict(list)
        written = Idea.objects.filter(
            brainstorm__in=brainstorms, withdrawn_at__isnull=True, moderation=Idea.Moderation.PASSED
        ).order_by()
        for brainstorm, *row in written.values_list(
            "brainstorm", "kind", "author_tag", "merged_into", "decision__outcome"
        ):
            rows[brainstorm].append(row)
        return rows

    @staticmethod
    def _pilots(brainstorms):
        rows = defaultdict(list)
        pilots = Pilot.objects.published().filter(decision__idea__brainstorm__in=brainstorms).order_by()
        for brainstorm, *row in pilots.values_list("decision__idea__brainstorm", "starts_on", "recorded_at"):
            rows[brainstorm].append(row)
        return rows

    @cached_property
    def total(self):
        return _sum(_("All"), self.rows)

    @cached_property
    def formats(self):
        """A `Health` for each format, the one with most brainstorms first."""
        by_format = defaultdict(list)
        for row in self.rows:
            by_format[row.brainstorm.format].append(row)
        sums = [_sum(str(each or _("Without a format")), rows) for each, rows in by_format.items()]
        return sorted(sums, key=lambda row: (-row.brainstorms, row.title))

    @property
    def measures(self):
        """What the charts draw of each format. The table beside them holds the same numbers."""
        most = max((row.ideas_each or 0 for row in self.formats), default=0)
        figures = (
            (_("Ideas a person"), "", "ideas_each", most, "{}"),
            (
                _("How evenly"),
                _("100 means everyone wrote the same number of ideas. 0 means one person wrote all of them."),
                "even",
                100,
                "{}",
            ),
            (_("Adopted"), _("Of the ideas on the board at the end."), "adopted_share", 100, "{} %"),
        )
        return [
            Measure(
                title,
                explains,
                [
                    (
                        row.title,
                        "–" if getattr(row, name) is None else words.format(getattr(row, name)),
                        round(100 * (getattr(row, name) or 0) / (top or 1), 1),
                    )
                    for row in self.formats
                ],
            )
            for title, explains, name, top, words in figures
        ]

    def courses(self):
        """Return the courses with closed brainstorms, to choose from."""
        closed = Brainstorm.objects.reporting().order_by().values("course")
        return list(CoursePage.objects.filter(pk__in=closed).order_by("title").only("title", "path", "depth"))

    def known_formats(self):
        closed = Brainstorm.objects.reporting().order_by().values("format")
        return list(BrainstormFormat.objects.filter(pk__in=closed).order_by("title").only("title", "slug"))

    def table(self):
        """Return (headings, rows): one row for each brainstorm."""
        headings = [
            *(_("Brainstorm"), _("Class or course"), _("Format"), _("Closed"), _("People"), _("Ideas")),
            *(_("Ideas a person"), _("How evenly (0 to 100)"), _("Kinds covered"), _("Decided (%)"), _("Adopted (%)")),
            _("Pilots"),
        ]
        for days in CHECKPOINTS:
            headings += [
                _("Pilots started %(days)s days ago or earlier") % {"days": days},
                _("Finished within %(days)s days") % {"days": days},
            ]
        return headings, [_table_row(row) for row in self.rows]


def _table_row(row):
    brainstorm = row.brainstorm
    return [
        *(row.title, row.origin, str(brainstorm.format or ""), brainstorm.closed_at, row.people, row.ideas),
        *(row.ideas_each, row.even, row.kinds_covered, row.decided_share, row.adopted_share, row.pilots),
        *(number for _days, _percent, finished, due in row.checkpoints for number in (due, finished)),
    ]


def _sum(title, rows):
    total = Health(title, brainstorms=0)
    for row in rows:
        total += row
    return total


def _health(brainstorm, ideas, pilots):
    """Return the `Health` of one brainstorm.

    ideas: rows of kind, tag of the author, id of the idea it was merged into, outcome of its decision; pilots: rows of
    the first day and the moment of the result, or None.
    """
    people = brainstorm.people_count
    on_board = [(kind, outcome) for kind, _tag, merged_into, outcome in ideas if merged_into is None]
    is_counted = people >= SMALLEST_GROUP
    health = Health(
        brainstorm.title,
        brainstorm=brainstorm,
        people=people,
        counted_people=people if is_counted else 0,
        counted_ideas=len(ideas) if is_counted else 0,
        ideas=len(ideas),
        on_board=len(on_board),
        kinds=[len({kind for kind, *_rest in ideas} & set(Kind.values))] if ideas else [],
        decided=sum(outcome is not None for _kind, outcome in on_board),
        adopted=sum(outcome == Decision.Outcome.ADOPTED for _kind, outcome in on_board),
        pilots=len(pilots),
    )
    health.origin = str(brainstorm.scheduled_class or brainstorm.course or "")
    if (even := _evenness(people, ideas)) is not None:
        health.evenness = [(people, even)]
    today = timezone.localdate()
    for starts_on, recorded_at in pilots:
        for days in CHECKPOINTS:
            end = starts_on + timedelta(days=days)
            if end <= today:
                health.due[days] += 1
                health.finished[days] += bool(recorded_at) and timezone.localdate(recorded_at) <= end
    return health


def _evenness(people, ideas):
    """None where too few took part, and in a sealed brainstorm: without tags no one can tell whose ideas are whose."""
    written = Counter(tag for _kind, tag, *_rest in ideas)
    if people < SMALLEST_GROUP or "" in written or len(written) > people:
        return None
    return contribution_balance_of([*written.values(), *[0] * (people - len(written))])
