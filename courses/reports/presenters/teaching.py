"""A trainer's home: what waits today, who is stuck, and how each course does. The same on the site and in the admin."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.utils import quote
from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from wagtail.models import Page

from courses.catalog.models import CoursePage, LessonPage
from courses.classes.models import Attendance, Booking, ClassMeeting, ScheduledClass
from courses.classes.presenters.classes import class_rows
from courses.discussion.models import DiscussionPost, DiscussionReport
from courses.enrollment.models import Enrollment
from courses.guidelines.models import Guideline, GuidelineProposal
from courses.paths.models import LearningPath
from courses.quizzes.models import Question, Quiz
from courses.reports.presenters.completions import periods
from courses.reports.presenters.roster import StatusWriter
from lms.accounts.people import name_of
from lms.days import site_day, start_of_day
from lms.pdf.charts import sparkline

STUCK_SHOWN = 5
DRAFTS_SHOWN = 6
QUESTIONS_SHOWN = 5
TREND_WEEKS = 12
#: What a trainer drafts, by the field that holds its name.
DRAFTED = {
    CoursePage: "draft_title",
    LessonPage: "draft_title",
    Quiz: "title",
    Question: "text",
    Guideline: "title",
    LearningPath: "title",
    ScheduledClass: "course__title",
}


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a trainer: a sentence with its number, and where to see to it."""

    icon: str
    text: str
    url: str


@dataclass(frozen=True)
class StuckRow:
    """Someone who may need a word; `state` and `state_label` as in `lms_status`."""

    enrollment: Enrollment
    name: str
    state: str
    state_label: str


@dataclass(frozen=True)
class Draft:
    """Something that I was writing and have not published."""

    kind: str
    title: str
    edited_at: datetime
    url: str


class TeachingHome:
    """What one trainer meets first. Each part asks the database equally often, however much there is."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def mine(self):
        return ScheduledClass.objects.taught_by(self.user)

    @cached_property
    def upcoming(self):
        """My classes that are not over, the next first, as `ClassRow`s."""
        return class_rows(self.mine.upcoming(), self.user)

    @property
    def today(self):
        """Those of them that meet today, in the time zone of the class."""
        return [row for row in self.upcoming if meets_today(row)]

    @property
    def later(self):
        return [row for row in self.upcoming if not meets_today(row)]

    @cached_property
    def to_mark(self):
        """My meetings that have begun while someone with a seat is not marked, the oldest first."""
        booked = Booking.objects.booked().filter(scheduled_class=OuterRef("scheduled_class"))
        marked = Attendance.objects.filter(meeting=OuterRef(OuterRef("pk")), learner=OuterRef("learner"))
        begun = ClassMeeting.objects.filter(
            Exists(booked.filter(~Exists(marked))),
            scheduled_class__in=self.mine.held().values("pk"),
            starts_at__lte=timezone.now(),
        )
        return list(begun.select_related("scheduled_class__course").order_by("starts_at", "pk"))

    @cached_property
    def stuck_count(self):
        return self.stuck_enrollments.count()

    @property
    def stuck_enrollments(self):
        return Enrollment.objects.stuck().filter(course__live=True)

    @cached_property
    def stuck(self):
        """The few enrollments most in need of a word, over all courses: the longest overdue first."""
        ordered = self.stuck_enrollments.order_by(F("due_date").asc(nulls_last=True), "created_at", "pk")
        ids = list(ordered.values_list("pk", flat=True)[:STUCK_SHOWN])
        found = Enrollment.objects.with_last_active().select_related("learner", "course").in_bulk(ids)
        say = StatusWriter()
        return [
            StuckRow(found[pk], name_of(found[pk].learner), *say.status_cell(found[pk], found[pk].last_active_at))
            for pk in ids
            if pk in found
        ]

    @cached_property
    def questions(self):
        """The latest threads of learners that no one has answered yet."""
        return list(
            DiscussionPost.objects.unanswered()
            .select_related("author", "lesson")
            .order_by("-created_at", "-pk")[:QUESTIONS_SHOWN]
        )

    @cached_property
    def waiting(self):
        """What others wait for trainers to do; nothing that is not there."""
        requests = Enrollment.objects.requested().count()
        reports = DiscussionReport.objects.open().values("post").distinct().count()
        proposals = GuidelineProposal.objects.filter(status=GuidelineProposal.Status.OPEN).count()
        found = []
        if requests:
            text = ngettext("%(n)s person requests enrollment", "%(n)s people request enrollment", requests)
            found.append(Waiting("person-plus", text % {"n": requests}, reverse("lms_courses:requests")))
        if reports:
            text = ngettext("%(n)s post was reported", "%(n)s posts were reported", reports)
            found.append(Waiting("flag", text % {"n": reports}, reverse("lms_courses:reported_posts")))
        if proposals:
            text = ngettext(
                "%(n)s change to a guideline was proposed", "%(n)s changes to guidelines were proposed", proposals
            )
            found.append(Waiting("file-earmark-text", text % {"n": proposals}, reverse("lms_courses:proposals")))
        return found

    @cached_property
    def drafts(self):
        """What I was writing last and have not published, the latest first, in one query."""
        branches = [
            model.objects.filter(has_unpublished_changes=True, latest_revision__user=self.user)
            .order_by()
            .annotate(
                mine_model=Value(number, output_field=IntegerField()),
                mine_key=Cast("pk", CharField()),
                mine_title=Cast(name, CharField()),
                mine_at=F("latest_revision__created_at"),
            )
            .values_list("mine_model", "mine_key", "mine_title", "mine_at")
            for number, (model, name) in enumerate(DRAFTED.items())
        ]
        rows = branches[0].union(*branches[1:], all=True).order_by("-mine_at")[:DRAFTS_SHOWN]
        return [draft_of(list(DRAFTED)[number], *rest) for number, *rest in rows]

    @property
    def is_quiet(self):
        """Whether there is nothing to see to."""
        return not any((self.upcoming, self.to_mark, self.waiting, self.questions, self.stuck, self.drafts))

    @cached_property
    def courses(self):
        """The live courses with their numbers, and `trend`: a `Chart` of completions in the last weeks."""
        weeks = periods("week", TREND_WEEKS, today=site_day(timezone.now()))
        counts = Enrollment.objects.counts_by_course("week", "completed_at", since=start_of_day(weeks[0]))
        courses = list(CoursePage.objects.live().with_enrollment_counts().order_by("path"))
        for course in courses:
            values = [counts.get((course.pk, week), 0) for week in weeks]
            title = ngettext("%(n)s completion in 12 weeks", "%(n)s completions in 12 weeks", sum(values))
            course.completed_lately = sum(values)
            course.trend = sparkline(values, title=title % {"n": sum(values)})
        return courses


def meets_today(row):
    zone = row.scheduled_class.zone
    today = timezone.localdate(timezone=zone)
    return any(timezone.localdate(meeting.starts_at, zone) == today for meeting in row.meetings)


def draft_of(model, pk, title, edited_at):
    """Return the `Draft` of a page or snippet."""
    if issubclass(model, Page):
        url = reverse("wagtailadmin_pages:edit", args=[pk])
    else:
        url = reverse(model.snippet_viewset.get_url_name("edit"), args=[quote(pk)])
    return Draft(kind=model._meta.verbose_name, title=title, edited_at=edited_at, url=url)
