"""Who is on a course and where each of them stands, those who are stuck first."""

from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from courses.catalog.ids import read_id
from courses.catalog.structure import structure_of
from courses.classes.models import Attendance, ScheduledClass
from courses.enrollment.models import Enrollment, LessonProgress
from courses.enrollment.querysets import SILENT_AFTER
from courses.quizzes.models import Attempt
from lms.accounts.people import by_name, name_of
from lms.days import site_day, write_date
from lms.models import Profile

#: A page of these costs less than three bare pages, of 50 it does not.
ROWS_A_PAGE = 20
ROWS_A_CHUNK = 1000

#: status in the address: (word, how it chooses among all enrollments of a course)
STATUSES = {
    "": (pgettext_lazy("enrollments", "All enrolled"), lambda all_: all_.in_force()),
    "stuck": (gettext_lazy("Stuck"), lambda all_: all_.stuck()),
    "overdue": (gettext_lazy("Overdue"), lambda all_: all_.overdue()),
    "not-begun": (gettext_lazy("Not started"), lambda all_: all_.not_begun()),
    "active": (gettext_lazy("In progress"), lambda all_: all_.active()),
    "completed": (gettext_lazy("Completed"), lambda all_: all_.completed()),
    "requested": (gettext_lazy("Waiting for approval"), lambda all_: all_.filter(status="requested")),
    "withdrawn": (gettext_lazy("Withdrawn"), lambda all_: all_.filter(status="withdrawn")),
}
#: order in the address: what to order by; "-name" turns it round
SORTS = {
    "name": tuple(map(Lower, by_name("learner__"))),
    "department": (Lower("learner__lms_profile__department"),),
    "enrolled": (F("created_at"),),
    "lessons": (F("lessons_done"),),
    "due": (F("due_date"),),
    "active": (F("last_active_at"),),
}


@dataclass(frozen=True)
class RosterFilter:
    """What the address asks for: `?status=stuck&department=Sales&class=3&q=pat&sort=-name`. Nonsense is left out."""

    status: str = ""
    department: str = ""
    class_id: int | None = None
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, parameters):
        status, sort = parameters.get("status", ""), parameters.get("sort", "")
        return cls(
            status=status if status in STATUSES else "",
            department=parameters.get("department", "").strip()[:100],
            class_id=read_id(parameters.get("class", "")),
            words=parameters.get("q", "").strip()[:100],
            sort=sort if sort.removeprefix("-") in SORTS else "",
        )

    @property
    def is_on(self):
        return bool(self.status or self.department or self.class_id or self.words)

    def choose(self, enrollments):
        """Return those of `enrollments`, a queryset, that are asked for."""
        chosen = STATUSES[self.status][1](enrollments)
        if self.department:
            chosen = chosen.in_department(self.department)
        if self.class_id:
            chosen = chosen.seated_in(self.class_id)
        return chosen.matching(self.words)

    def order(self, enrollments):
        """Order `enrollments`, with what they are ordered by annotated: stuck first unless another order is asked."""
        if not self.sort:
            return enrollments.stuck_first()
        is_down = self.sort.startswith("-")
        terms = SORTS[self.sort.removeprefix("-")]
        ordered = [term.desc(nulls_last=True) if is_down else term.asc(nulls_last=True) for term in terms]
        return enrollments.order_by(*ordered, "pk")


@dataclass(frozen=True)
class CourseSize:
    """What a course holds: ids of its published lessons and of their quizzes, and how many meetings have begun."""

    lessons: list
    quizzes: list
    meetings: int


def _number(rows, group, counted):
    """Return the number of different `counted` among `rows`, a subquery that has one value of `group`."""
    counts = rows.order_by().values(group).annotate(n=Count(counted, distinct=True)).values("n")
    return Coalesce(Subquery(counts), 0)


def department_of(user):
    try:
        return user.lms_profile.department
    except Profile.DoesNotExist:
        return ""


@dataclass(frozen=True)
class RosterRow:
    """One learner on a course, in words: templates write texts several times faster than numbers and dates.

    state: a status of `lms_status`; `state_label` says it in this person's words ("silent for 20 days").
    """

    enrollment: Enrollment
    name: str
    department: str
    source: str
    enrolled: str
    lessons_done: str
    lessons_total: str
    quizzes: str
    meetings: str
    due: str
    active: str
    state: str
    state_label: str

    @cached_property
    def write_url(self):
        """Where to write to someone who is stuck, or ""."""
        email = self.enrollment.learner.email
        return f"mailto:{quote(email, safe='@')}" if email and self.state in ("overdue", "silent") else ""


class StatusWriter:
    """Says where people stand, for many on one page. Dates that come again are written once."""

    def __init__(self):
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.write_day = cache(write_date)
        self.sources = {value: str(label) for value, label in Enrollment.Source.choices}

    def day(self, moment):
        return self.write_day(site_day(moment)) if moment else "–"

    def status_cell(self, enrollment, last_active_at):
        """Return (status of `lms_status`, words) of an enrollment."""
        if enrollment.status == Enrollment.Status.COMPLETED:
            return "completed", self.day(enrollment.completed_at)
        if enrollment.status == Enrollment.Status.REQUESTED:
            return "waiting", _("requests enrollment")
        if enrollment.status != Enrollment.Status.ACTIVE:
            return enrollment.status, enrollment.get_status_display()
        if enrollment.is_overdue_on(self.today):
            days = (self.today - enrollment.due_date).days
            return "overdue", ngettext("overdue by %(n)s day", "overdue by %(n)s days", days) % {"n": days}
        silence = self.now - (last_active_at or enrollment.created_at)
        if silence > SILENT_AFTER:
            days = silence.days
            return "silent", ngettext("inactive for %(n)s day", "inactive for %(n)s days", days) % {"n": days}
        return "active", _("in progress") if last_active_at else _("not started")

    def source(self, enrollment):
        """Return how the enrollment came about ("by a manager: Mona Manager")."""
        how, by = self.sources[enrollment.source], enrollment.enrolled_by
        return how if by is None or by.pk == enrollment.learner_id else f"{how}: {name_of(by)}"

    def row(self, enrollment, last_active_at, size):
        """Return the `RosterRow` of an enrollment with its results."""
        state, label = self.status_cell(enrollment, last_active_at)
        return RosterRow(
            enrollment=enrollment,
            name=name_of(enrollment.learner),
            department=department_of(enrollment.learner),
            source=self.source(enrollment),
            enrolled=self.day(enrollment.created_at),
            lessons_done=str(enrollment.lessons_done),
            lessons_total=str(len(size.lessons)),
            quizzes=f"{enrollment.quizzes_passed}/{len(size.quizzes)}",
            meetings=f"{enrollment.meetings_attended}/{size.meetings}",
            due=self.write_day(enrollment.due_date) if enrollment.due_date else "–",
            active=self.day(last_active_at) if last_active_at else _("never"),
            state=state,
            state_label=label,
        )


@dataclass
class Roster:
    """The learners of one course that a filter leaves, as a page of a list or as a table to take away.

    version: from `lms.caching.cache.version_for`, where there is a request.
    """

    course: object
    filter: RosterFilter = field(default_factory=RosterFilter)
    version: str | None = None

    @cached_property
    def structure(self):
        return structure_of(self.course, self.version)

    @cached_property
    def size(self):
        return CourseSize(
            lessons=[lesson.pk for lesson in self.structure.lessons],
            quizzes=[quiz.pk for quiz in self.structure.quizzes],
            meetings=sum(each.meetings_begun for each in self.classes),
        )

    @cached_property
    def chosen(self):
        """The enrollments that the filter leaves, in order."""
        enrollments = self.filter.choose(self.course.enrollments).with_last_active()
        if self.filter.sort.removeprefix("-") == "lessons":
            enrollments = self.with_results(enrollments)
        return self.filter.order(enrollments)

    def with_results(self, enrollments):
        """Annotate `lessons_done`, `quizzes_passed` and `meetings_attended` of `enrollments` on this course.

        Of what the course does not hold nothing is asked.
        """
        mine = {"enrollment": OuterRef("pk")}
        done = LessonProgress.objects.filter(**mine, lesson__in=self.size.lessons, completed_at__isnull=False)
        passed = Attempt.objects.filter(**mine, quiz__in=self.size.quizzes, is_passed=True)
        attended = Attendance.objects.filter(
            learner=OuterRef("learner"),
            meeting__scheduled_class__course=OuterRef("course"),
            status__in=Attendance.TOOK_PART,
        )
        return enrollments.annotate(
            lessons_done=_number(done, "enrollment", "lesson") if self.size.lessons else Value(0),
            quizzes_passed=_number(passed, "enrollment", "quiz") if self.size.quizzes else Value(0),
            meetings_attended=_number(attended, "learner", "meeting") if self.size.meetings else Value(0),
        )

    def page(self, number):
        """Return a page of `RosterRow`.

        Only the ids are ordered over all learners; what a row tells is then asked for these few.
        """
        page, write = self.id_page(number), StatusWriter()
        last_active = dict(page.object_list)
        rows = self.with_results(Enrollment.objects.filter(pk__in=last_active))
        found = rows.select_related("learner__lms_profile", "enrolled_by").in_bulk()
        page.object_list = [
            write.row(found[pk], active_at, self.size) for pk, active_at in page.object_list if pk in found
        ]
        return page

    def id_page(self, number):
        """Return a page of (id of an enrollment, when its learner was last active)."""
        paginator = Paginator(self.chosen.values_list("pk", "last_active_at"), ROWS_A_PAGE)
        if not self.filter.is_on and "counts" in self.__dict__:
            paginator.count = self.counts["all"]  # Counted already.
        page = paginator.get_page(number)
        page.object_list = list(page.object_list)
        return page

    @cached_property
    def counts(self):
        """How many are on the course, stuck, overdue and completed, whatever the filter says."""
        return self.course.enrollments.in_force().count_standings()

    def departments(self):
        """Return the departments of the people on the course."""
        profiles = Profile.objects.filter(user__lms_enrollments__course=self.course).exclude(department="")
        return list(profiles.order_by("department").values_list("department", flat=True).distinct())

    @cached_property
    def classes(self):
        """The classes of the course with `starts_at` and `meetings_begun`, the latest first."""
        begun = Q(meetings__starts_at__lte=timezone.now(), cancelled_at=None)
        classes = ScheduledClass.objects.filter(course=self.course).only("title", "time_zone")
        classes = classes.annotate(starts_at=Min("meetings__starts_at"), meetings_begun=Count("meetings", filter=begun))
        return list(classes.order_by("-starts_at", "-pk"))

    def table(self):
        """Return (headings, rows) of everyone the filter leaves; the rows stream."""
        headings = [
            _("Name"),
            _("Username"),
            _("Email"),
            _("Department"),
            _("Enrolled"),
            _("Enrolled by"),
            _("Since"),
            _("Status"),
            _("Lessons done"),
            _("Lessons"),
            _("Quizzes passed"),
            _("Quizzes"),
            _("Meetings attended"),
            _("Due"),
            _("Last active"),
            _("Completed on"),
        ]
        return headings, self.rows()

    def rows(self):
        enrollments = self.with_results(self.chosen).select_related("learner__lms_profile", "enrolled_by")
        for each in enrollments.iterator(chunk_size=ROWS_A_CHUNK):
            yield [
                name_of(each.learner),
                each.learner.get_username(),
                each.learner.email,
                department_of(each.learner),
                each.get_source_display(),
                name_of(each.enrolled_by) if each.enrolled_by else "",
                site_day(each.created_at),
                each.get_status_display(),
                each.lessons_done,
                len(self.size.lessons),
                each.quizzes_passed,
                len(self.size.quizzes),
                each.meetings_attended,
                each.due_date,
                each.last_active_at,
                each.completed_on,
            ]


def team_table(enrollments):
    """Return (headings, rows) of `enrollments` on any courses, for the manager of their learners.

    `enrollments` is an ordered queryset with progress, made by `.led_by(manager)`: no one may see other teams.
    """
    headings = [
        _("Name"),
        _("Department"),
        _("Course"),
        _("Status"),
        _("Lessons done"),
        _("Lessons"),
        _("Due"),
        _("Last active"),
        _("Completed on"),
    ]
    rows = (
        [
            name_of(each.learner),
            department_of(each.learner),
            each.course.title,
            each.get_status_display(),
            each.lessons_done,
            each.lessons_total,
            each.due_date,
            each.last_active_at,
            each.completed_on,
        ]
        for each in enrollments.select_related("learner__lms_profile", "course").iterator(chunk_size=ROWS_A_CHUNK)
    )
    return headings, rows
