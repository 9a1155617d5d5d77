"""Chainable reads with domain names."""

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.models import Enrollment


class CertificateTemplateQuerySet(QuerySet):
    def in_use(self):
        """Return published templates, the default first."""
        return self.filter(live=True).order_by("-is_default", "pk")

    def for_course(self, course_id):
        """Return the template that certificates of a course are printed with, or None where there is none at all."""
        own = self.in_use().filter(course_templates__course=course_id).first()
        return own or self.in_use().first()


class CertificateQuerySet(QuerySet):
    def of(self, learner):
        """Return the certificates of `learner`, newest first."""
        return self.with_successor().filter(learner=learner).order_by("-issued_at", "-pk")

    def valid(self):
        return self.filter(revoked_at=None)

    def revoked(self):
        return self.exclude(revoked_at=None)

    def current(self):
        """Return those that hold now: neither revoked nor suspended, superseded or expired."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, revoked_at=None, suspended_at=None, superseded_by=None)

    def in_state(self, state):
        """Return those whose `Certificate.state` is `state`; like it, the gravest comes first."""
        states, remaining = self.model.State, self
        for each, holds in (
            (states.REVOKED, Q(revoked_at__isnull=False)),
            (states.SUSPENDED, Q(suspended_at__isnull=False)),
            (states.SUPERSEDED, Q(superseded_by__isnull=False)),
            (states.EXPIRED, Q(expires_at__lte=timezone.now())),
            (states.PRINTING, Q(printed_at=None)),
        ):
            if state == each:
                return remaining.filter(holds)
            remaining = remaining.exclude(holds)
        return remaining

    def for_file(self, *, code, sha256):
        """Return the certificate that a verified file names by its code, or that was printed as these very bytes."""
        if code:
            return self.with_successor().filter(verification_code=code.replace("-", "")).first()
        return self.with_successor().filter(sha256=sha256).first()

    def with_successor(self):
        """Select what `Certificate.state` asks for."""
        return self.select_related("superseded_by")

    def waiting(self):
        """Return those not printed yet."""
        return self.filter(printed_at=None)

    def for_completion(self, enrollment):
        """Return the editions for the present completion of `enrollment`, newest first; none before it."""
        if enrollment.completed_at is None:
            return self.none()
        return self.filter(enrollment=enrollment, completed_at=enrollment.completed_at).order_by("-edition")

    def replaceable(self, enrollment):
        """Return what a certificate of a new completion of `enrollment` takes the place of, newest first.

        Expired ones too: whoever verifies them learns of the new one. A revoked one stays revoked and nothing else.
        """
        return self.filter(enrollment=enrollment, revoked_at=None, superseded_by=None).order_by("-issued_at", "-pk")


class BatchQuerySet(QuerySet):
    def unfinished(self):
        return self.filter(finished_at=None)

    def with_progress(self):
        """Add the numbers of rows: `total`, `issued`, `printed`, of these `withheld`, `failed`; and when the last."""
        return self.annotate(
            total=Count("rows"),
            issued=Count("rows", filter=Q(rows__state="done")),
            printed=Count("rows", filter=Q(rows__certificate__printed_at__isnull=False)),
            withheld=Count(
                "rows",
                filter=Q(rows__certificate__printed_at__isnull=False)
                & (Q(rows__certificate__revoked_at__isnull=False) | Q(rows__certificate__suspended_at__isnull=False)),
            ),
            failed=Count("rows", filter=Q(rows__state="failed")),
            last_issued_at=Max("rows__certificate__issued_at"),
            last_printed_at=Max("rows__certificate__printed_at"),
        )


def enrollments_without_certificate():
    """Return completed enrollments for whose completion no certificate was issued."""
    from .models import Certificate

    issued = Certificate.objects.filter(enrollment=OuterRef("pk"), completed_at=OuterRef("completed_at"))
    return (
        Enrollment.objects.filter(status=Enrollment.Status.COMPLETED)
        .exclude(Exists(issued))
        .select_related("learner", "course")
        .order_by(F("completed_at").desc(), "pk")
    )
