"""What trainers and managers ask of enrollments: who is stuck, what was achieved, how many in each week or month."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek
from django.utils import timezone

from lms.accounts.people import has_word
from lms.relations import related_objects

#: Whoever is under way and has opened no lesson for so long is stuck, even before the due date.
SILENT_AFTER = timedelta(days=14)
TRUNCATIONS = {"week": TruncWeek, "month": TruncMonth}


def is_overdue(day=None):
    """Return the condition that an enrollment is overdue on `day`, else today; as `Enrollment.is_overdue_on`."""
    return Q(status="active", due_date__lt=day or timezone.localdate())


def is_stuck(model, now=None):
    """Return the condition that an enrollment is under way and overdue, or has been silent for `SILENT_AFTER`."""
    now = now or timezone.now()
    since = now - SILENT_AFTER
    heard_of = Exists(related_objects(model, "lesson_progress").filter(enrollment=OuterRef("pk"), opened_at__gte=since))
    return is_overdue(timezone.localdate(now)) | (Q(status="active", created_at__lt=since) & ~heard_of)


class EnrollmentReportQuerySet(models.QuerySet):
    def stuck(self, *, now=None):
        """Return those under way that are overdue or have been silent for `SILENT_AFTER`."""
        return self.filter(is_stuck(self.model, now))

    def count_standings(self):
        """Return {"all", "completed", "overdue", "stuck": how many} in one query."""
        return self.order_by().aggregate(
            all=Count("pk"),
            completed=Count("pk", filter=Q(status="completed")),
            overdue=Count("pk", filter=is_overdue()),
            stuck=Count("pk", filter=is_stuck(self.model)),
        )

    def not_begun(self):
        """Return those under way that have opened no lesson yet."""
        return self.filter(lesson_progress__isnull=True, status="active")

    def in_department(self, department):
        return self.filter(learner__lms_profile__department=department)

    def seated_in(self, class_id):
        """Return the enrollments of the people who have a seat in a class."""
        seats = related_objects(get_user_model(), "lms_bookings").booked()
        return self.filter(Exists(seats.filter(scheduled_class=class_id, learner=OuterRef("learner"))))

    def matching(self, words):
        """Return those whose learner has every one of `words` in the name, username or email address."""
        found = self
        for word in words.split():
            found = found.filter(has_word(word, "learner__"))
        return found

    def with_last_active(self):
        """Annotate `last_active_at`, when a lesson was last opened, or None."""
        progress = related_objects(self.model, "lesson_progress").filter(enrollment=OuterRef("pk"))
        progress = progress.order_by("-opened_at")
        return self.annotate(last_active_at=Subquery(progress.values("opened_at")[:1]))

    def counts_by(self, period, field, *, since):
        """Return {first day of the period: number} of those whose `field`, a moment, lies after `since`.

        period: "week" (from Monday) or "month", in the time zone of the site.
        """
        return dict(self._counted_by(period, field, since).values_list("begin", "n"))

    def counts_by_course(self, period, field, *, since):
        """Return {(course id, first day of the period): number}, otherwise as `counts_by`."""
        rows = self._counted_by(period, field, since, "course").values_list("course", "begin", "n")
        return {(course, begin): number for course, begin, number in rows}

    def _counted_by(self, period, field, since, *groups):
        begin = TRUNCATIONS[period](field, output_field=models.DateField(), tzinfo=timezone.get_default_timezone())
        chosen = self.filter(**{f"{field}__gte": since}).order_by().annotate(begin=begin)
        return chosen.values("begin", *groups).annotate(n=Count("pk"))


class JSONRow(models.Func):
    """Some columns as one JSON list."""

    function = "JSON_ARRAY"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_BUILD_ARRAY", **context)


class JSONRows(models.Aggregate):
    """`JSONRow`s as one list, so that a row can bring along what belongs to it. Moments in it are texts."""

    function = "JSON_GROUP_ARRAY"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)

    def as_mysql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_ARRAYAGG", **context)


def rows_of(queryset, by, *columns):
    """Return the subquery of the `columns` of what belongs to the row outside, as a list of lists or None."""
    rows = queryset.order_by().values(by).annotate(json_rows=JSONRows(JSONRow(*columns))).values("json_rows")
    return Subquery(rows)


class EnrollmentQuerySet(EnrollmentReportQuerySet):
    def in_force(self):
        """Return those that let their learner in: not asked for, declined or withdrawn ones."""
        return self.filter(status__in=("active", "completed"))

    def of(self, learner):
        return self.in_force().filter(learner=learner)

    def active(self):
        return self.filter(status="active")

    def completed(self):
        return self.filter(status="completed")

    def in_force_or_requested(self):
        """Return what a learner has or waits for."""
        return self.filter(status__in=("active", "completed", "requested"))

    def requested(self):
        """Return those that wait for approval, the longest waiting first."""
        return self.filter(status="requested").order_by("created_at", "pk")

    def of_reports_to(self, manager):
        """Return those, in force or not, of the people who report to `manager` and still have an account."""
        return self.filter(learner__lms_profile__manager=manager, learner__is_active=True)

    def led_by(self, manager):
        """Return the enrollments of the people who report to `manager`, and of no one else."""
        return self.in_force().of_reports_to(manager)

    def overdue(self, *, today=None):
        return self.filter(is_overdue(today))

    def stuck_first(self, *, now=None):
        """Order by who needs help: overdue, then long silent, then under way, then completed.

        Among equals the earliest due date comes first, then the longest inactive. Needs `last_active_at`.
        """
        now = now or timezone.now()
        since = now - SILENT_AFTER
        silent = Q(last_active_at__lt=since) | Q(last_active_at=None, created_at__lt=since)
        return self.order_by(
            models.Case(
                models.When(is_overdue(timezone.localdate(now)), then=0),
                models.When(silent, status="active", then=1),
                models.When(status="active", then=2),
                default=3,
            ),
            F("due_date").asc(nulls_last=True),
            F("last_active_at").asc(nulls_first=True),
            "pk",
        )

    def with_new_lessons(self):
        """Annotate `lessons_new`: published since the learner completed the course, and not read yet."""
        progress = related_objects(self.model, "lesson_progress")
        read = progress.filter(lesson=OuterRef("pk"), enrollment=OuterRef(OuterRef("pk")), completed_at__isnull=False)
        new = (
            related_objects(progress.model, "lesson")
            .new_since(OuterRef("completed_at"))
            .filter(
                ~models.Exists(read), path__startswith=OuterRef("course__path"), depth=OuterRef("course__depth") + 1
            )
            .order_by()
            .values("depth")
        )
        return self.annotate(lessons_new=Coalesce(Subquery(new.annotate(n=Count("pk")).values("n")), 0))

    def with_evidence(self):
        """Annotate what `courses.enrollment.evidence.Evidence` is made of."""
        done = related_objects(self.model, "lesson_progress").filter(
            enrollment=OuterRef("pk"), completed_at__isnull=False
        )
        attempts = related_objects(self.model, "attempts").filter(enrollment=OuterRef("pk"), submitted_at__isnull=False)
        accepted = related_objects(get_user_model(), "lms_acknowledgments").filter(learner=OuterRef("learner"))
        return self.annotate(
            evidence_lessons=rows_of(done, "enrollment", "lesson_id", "completed_at"),
            evidence_attempts=rows_of(
                attempts, "enrollment", "quiz_id", "is_passed", "points", "pk", "max_points", "submitted_at"
            ),
            evidence_acknowledgments=rows_of(accepted, "learner", "guideline_id", "version", "created_at"),
        )

    def with_opening_of(self, lesson):
        """Annotate `opened_at`: when the learner opened `lesson`, None if they have opened another one since."""
        progress = related_objects(self.model, "lesson_progress")
        last = progress.filter(enrollment=OuterRef("enrollment")).order_by("-opened_at").values("pk")[:1]
        opened = progress.filter(enrollment=OuterRef("pk"), lesson=lesson, pk=Subquery(last)).order_by()
        return self.annotate(opened_at=Subquery(opened.values("opened_at")))

    def with_progress(self):
        """Annotate `lessons_done`, `lessons_total` (both of published lessons) and `last_active_at`."""
        progress = related_objects(self.model, "lesson_progress")
        published = (
            related_objects(progress.model, "lesson")
            .live()
            .filter(path__startswith=OuterRef("course__path"), depth=OuterRef("course__depth") + 1)
            .order_by()
            .values("depth")
        )
        progress = progress.filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
        return self.annotate(
            lessons_total=Coalesce(Subquery(published.annotate(n=Count("pk")).values("n")), 0),
            lessons_done=Coalesce(
                Subquery(
                    progress.filter(completed_at__isnull=False, lesson__live=True).annotate(n=Count("pk")).values("n")
                ),
                0,
            ),
        ).with_last_active()
