"""What trainers and managers ask of enrollments: who is stuck, what was achieved, how many in each week or month."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils import timezone

from lms.relations import related_objects

#: Whoever is under way and has opened no lesson for so long is stuck, even before the due date.
SILENT_AFTER = timedelta(days=14)
TRUNCATIONS = {"week": TruncWeek, "month": TruncMonth}


def is_stuck(model, now=None):
    """Return the condition that an enrollment is under way and overdue, or has been silent for `SILENT_AFTER`."""
    now = now or timezone.now()
    since = now - SILENT_AFTER
    heard_of = Exists(related_objects(model, "lesson_progress").filter(enrollment=OuterRef("pk"), opened_at__gte=since))
    overdue = Q(due_date__lt=timezone.localdate(now))
    return Q(status="active") & (overdue | (Q(created_at__lt=since) & ~heard_of))


class EnrollmentReportQuerySet(models.QuerySet):
    def stuck(self, *, now=None):
        """Return those under way that are overdue or have been silent for `SILENT_AFTER`."""
        return self.filter(is_stuck(self.model, now))

    def count_standings(self):
        """Return {"all", "completed", "overdue", "stuck": how many} in one query."""
        return self.order_by().aggregate(
            all=Count("pk"),
            completed=Count("pk", filter=Q(status="completed")),
            overdue=Count("pk", filter=Q(status="active", due_date__lt=timezone.localdate())),
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
        """Return those whose learner has every one of `words` in the name, username or e-mail address."""
        found = self
        for word in words.split():
            names = ("first_name", "last_name", "username", "email")
            found = found.filter(
                Q(*((f"learner__{name}__icontains", word) for name in names), _connector=Q.OR),
            )
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
