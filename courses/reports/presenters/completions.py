"""How many people began and completed courses over time, with charts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.models import CoursePage
from courses.enrollment.models import Enrollment, LessonProgress
from courses.enrollment.querysets import is_overdue
from lms.days import site_day, start_of_day, write_date
from lms.models import Profile
from lms.pdf.charts import bar_chart

#: span in the address: (words, "week" or "month", how many of them)
SPANS = {
    "12-weeks": (gettext_lazy("12 weeks"), "week", 12),
    "26-weeks": (gettext_lazy("26 weeks"), "week", 26),
    "12-months": (gettext_lazy("12 months"), "month", 12),
    "36-months": (gettext_lazy("3 years"), "month", 36),
}
USUAL_SPAN = "12-weeks"


def periods(unit, number, *, today):
    """Return the first days of the last `number` weeks (from Monday) or months up to `today`, the earliest first."""
    if unit == "week":
        this = today - timedelta(days=today.weekday())
        return [this - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
    months = [today.year * 12 + today.month - 1 - back for back in range(number - 1, -1, -1)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


@dataclass(frozen=True)
class LessonReach:
    """How many of those on the course have done a lesson."""

    lesson: object
    number: int
    done: int
    total: int

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else 0


@dataclass
class CompletionReport:
    """Enrollments and completions in each week or month: of one course, or of all (`course` is None)."""

    course: object = None
    span: str = USUAL_SPAN
    department: str = ""

    @classmethod
    def of(cls, parameters, course=None):
        span = parameters.get("span", "")
        return cls(
            course=course,
            span=span if span in SPANS else USUAL_SPAN,
            department=parameters.get("department", "").strip()[:100],
        )

    @property
    def unit(self):
        return SPANS[self.span][1]

    @cached_property
    def enrollments(self):
        """The enrollments asked for, former ones too: they began once."""
        chosen = Enrollment.objects.exclude(status__in=("requested", "declined"))
        if self.course:
            chosen = chosen.filter(course=self.course)
        return chosen.in_department(self.department) if self.department else chosen

    @cached_property
    def days(self):
        """The first day of each period."""
        _words, unit, number = SPANS[self.span]
        return periods(unit, number, today=site_day(timezone.now()))

    @property
    def since(self):
        """The moment at which the first period begins."""
        return start_of_day(self.days[0])

    @cached_property
    def counts(self):
        """[(first day of the period, enrolled, completed)], the earliest first."""
        enrolled = self.enrollments.counts_by(self.unit, "created_at", since=self.since)
        completed = self.enrollments.counts_by(self.unit, "completed_at", since=self.since)
        return [(day, enrolled.get(day, 0), completed.get(day, 0)) for day in self.days]

    @property
    def chart(self):
        enrolled, completed = ([row[place] for row in self.counts] for place in (1, 2))
        is_weekly = self.unit == "week"
        return bar_chart(
            title=_("Enrollments and completions by week") if is_weekly else _("Enrollments and completions by month"),
            description=_("%(enrolled)s enrollments and %(completed)s completions since %(day)s.")
            % {"enrolled": sum(enrolled), "completed": sum(completed), "day": write_date(self.days[0])},
            heading=_("Week of") if is_weekly else _("Month"),
            labels=[date_format(day, _("M j") if is_weekly else "M Y") for day in self.days],
            series=[(_("Enrolled"), enrolled), (_("Completed"), completed)],
        )

    def totals(self):
        """Return how many are under way, completed, overdue and withdrawn today, in one query."""
        return self.enrollments.order_by().aggregate(
            all=Count("pk"),
            active=Count("pk", filter=Q(status="active")),
            completed=Count("pk", filter=Q(status="completed")),
            overdue=Count("pk", filter=is_overdue()),
            withdrawn=Count("pk", filter=Q(status="withdrawn")),
        )

    def departments(self):
        """Return all departments, to choose from."""
        named = Profile.objects.exclude(department="")
        return list(named.order_by("department").values_list("department", flat=True).distinct())

    def reach(self, lessons):
        """Return a `LessonReach` for each of `lessons` of the course: it shows where people stop."""
        on_course = self.enrollments.in_force()
        total = on_course.count()
        done = dict(
            LessonProgress.objects.filter(enrollment__in=on_course.order_by(), completed_at__isnull=False)
            .order_by()
            .values_list("lesson")
            .annotate(Count("pk"))
        )
        return [
            LessonReach(lesson, number, done.get(lesson.pk, 0), total) for number, lesson in enumerate(lessons, start=1)
        ]

    def by_course(self):
        """Return (course, {"begun", "finished" in the span, "active", "overdue" today}) of each live course."""
        rows = (
            self.enrollments.order_by()
            .values("course")
            .annotate(
                begun=Count("pk", filter=Q(created_at__gte=self.since)),
                finished=Count("pk", filter=Q(completed_at__gte=self.since)),
                active=Count("pk", filter=Q(status="active")),
                overdue=Count("pk", filter=is_overdue()),
            )
        )
        numbers = {row.pop("course"): row for row in rows}
        courses = CoursePage.objects.live().order_by("path").only("title", "path", "depth")
        return [(course, numbers.get(course.pk, {})) for course in courses]

    def table(self):
        """Return (headings, rows): one row for each week or month."""
        return [_("From"), _("Enrolled"), _("Completed")], self.counts
