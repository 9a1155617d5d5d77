"""Who would get a certificate from a class or a file, and what stands against it. Nothing here writes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates.printing.names import printable_name
from certificates.records.models import Certificate
from courses.models import Booking, Enrollment
from lms.accounts.people import name_key, name_of
from lms.exceptions import RuleError


@dataclass
class Candidate:
    """A person of a class or a row of a file.

    number: line of the file, or place in the class, from 1. name: as typed, or the person's. problem: a sentence, or
    "". has_one: there is a certificate for this completion, which stays as it is.
    """

    number: int
    name: str
    enrollment: Enrollment | None = None
    problem: str = ""
    has_one: bool = False


def of_class(scheduled_class):
    """Return the [Candidate] of those who had a seat in `scheduled_class`, by name."""
    bookings = Booking.objects.booked().filter(scheduled_class=scheduled_class).select_related("learner")
    learners = sorted((booking.learner for booking in bookings), key=name_key)
    found = [Candidate(number, name_of(learner)) for number, learner in enumerate(learners, start=1)]
    return _judged(found, learners, scheduled_class.course)


def of_rows(rows, course):
    """Return the [Candidate] of `rows` of a file (`courses.enrollment.forms.people_file.FileRow`) for `course`."""
    found = [Candidate(row.line, name_of(row.learner) or row.name, problem=row.problem) for row in rows]
    return _judged(found, [row.learner for row in rows], course)


def _judged(candidates, learners, course):
    """Fill in enrollment, problem and `has_one` of each, in two queries for all."""
    enrollments = {
        enrollment.learner_id: enrollment
        for enrollment in Enrollment.objects.filter(
            course_key=course.translation_key, learner__in=[each for each in learners if each]
        )
    }
    issued = set(
        Certificate.objects.filter(enrollment__in=enrollments.values()).values_list("enrollment", "completed_at")
    )
    for candidate, learner in zip(candidates, learners, strict=True):
        if candidate.problem:
            continue
        candidate.enrollment = enrollments.get(learner.pk)
        candidate.problem = _what_is_missing(candidate.enrollment, learner, course)
        if not candidate.problem:
            candidate.has_one = (candidate.enrollment.pk, candidate.enrollment.completed_at) in issued
    return candidates


def _what_is_missing(enrollment, learner, course):
    if enrollment is None:
        return _("Not enrolled in the course “%(course)s”.") % {"course": course.title}
    if not enrollment.is_completed:
        return _("Has not completed the course yet. The certificate is issued automatically when they do.")
    try:
        printable_name(name_of(learner))
    except RuleError as error:
        return str(error)
    return ""
