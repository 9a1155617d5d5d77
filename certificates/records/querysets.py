from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.models import Enrollment


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


def enrollments_without_certificate():
    """Return completed enrollments for whose completion no certificate was issued."""
    from certificates.records.models import Certificate  # noqa: PLC0415 - models name their querysets as managers

    issued = Certificate.objects.filter(enrollment=OuterRef("pk"), completed_at=OuterRef("completed_at"))
    return (
        Enrollment.objects.filter(status=Enrollment.Status.COMPLETED)
        .exclude(Exists(issued))
        .select_related("learner", "course")
        .order_by(F("completed_at").desc(), "pk")
    )
