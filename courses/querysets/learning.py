from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lms.relations import related_objects

from .reports import SILENT_AFTER, EnrollmentReportQuerySet


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
        """Return the enrollments of the people who report to `manager`, and of nobody else."""
        return self.in_force().of_reports_to(manager)

    def overdue(self, *, today=None):
        return self.active().filter(due_date__lt=today or timezone.localdate())

    def stuck_first(self, *, now=None):
        """Order by who needs help: overdue, then long silent, then under way, then completed.

        Among equals the earliest due date comes first, then the longest inactive. Needs `last_active_at`.
        """
        now = now or timezone.now()
        since = now - SILENT_AFTER
        silent = Q(last_active_at__lt=since) | Q(last_active_at=None, created_at__lt=since)
        return self.order_by(
            models.Case(
                models.When(status="active", due_date__lt=timezone.localdate(now), then=0),
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
        """Annotate what `courses.evidence.Evidence` is made of."""
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
