"""Evidence: what a learner did for a certificate, as it stands on the day of issue, for the credential.

Each piece is a dict of words in the language of the course, by the names that Open Badges 3.0 gives them: `name` says
what it is, `narrative` what was done and when, `genre` which kind it is. Apps that certificates know nothing of add
theirs by the hook `register_certificate_evidence`.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from certificates.printing.documents import long_date
from courses.catalog.structure import structure_of
from courses.enrollment.evidence import evidence_of, moment
from courses.models import Attendance
from lms.caching.cache import read_version
from lms.days import site_day


def collect(enrollment, *, shows_scores):
    """Return the pieces of evidence of a completed `enrollment`, in a constant number of queries.

    shows_scores: whether the learner agrees that right answers are told; else a quiz is only said to be passed.
    """
    structure, known = structure_of(enrollment.course, read_version()), evidence_of(enrollment)
    pieces = [
        *_lessons(structure, known),
        *_quizzes(structure, known, shows_scores),
        *_classes(enrollment),
        *_guidelines(structure, known),
    ]
    for register in hooks.get_hooks("register_certificate_evidence"):
        pieces += register(enrollment)
    return pieces


def day_of(at):
    """Return the day of a moment in words."""
    return long_date(site_day(at))


def _lessons(structure, known):
    done = [lesson for lesson in structure.lessons if lesson.pk in known.lessons]
    if done:
        counted = ngettext("%(n)s lesson read", "%(n)s lessons read", len(done)) % {"n": len(done)}
        narrative = f"{counted}: {'; '.join(lesson.title for lesson in done)}"
        yield {"genre": "lessons", "name": _("Lessons"), "narrative": narrative}


def _quizzes(structure, known, shows_scores):
    for quiz in structure.quizzes:
        attempt = known.attempts.get(quiz.pk)
        if attempt is None or not attempt.is_passed:
            continue
        values = {"day": day_of(attempt.submitted_at)}
        if shows_scores:
            values |= {"points": attempt.points, "maximum": attempt.max_points}
            narrative = _("Passed on %(day)s with %(points)s of %(maximum)s correct") % values
        else:
            narrative = _("Passed on %(day)s") % values
        yield {"genre": "quiz", "name": _("Quiz: %(quiz)s") % {"quiz": quiz.title}, "narrative": narrative}


def _classes(enrollment):
    attended = (
        Attendance.objects.filter(
            learner=enrollment.learner_id,
            meeting__scheduled_class__course__translation_key=enrollment.course_key,
            status__in=Attendance.TOOK_PART,
        )
        .select_related("meeting__scheduled_class")
        .order_by("meeting__starts_at", "pk")
    )
    for each in attended:
        yield {
            "genre": "class",
            "name": _("Class: %(class)s") % {"class": each.meeting.scheduled_class.title or enrollment.course.title},
            "narrative": _("Took part on %(day)s") % {"day": day_of(each.meeting.starts_at)},
        }


def _guidelines(structure, known):
    for guideline in structure.guidelines:
        accepted = [(version, at) for (pk, version), at in known.acknowledgments.items() if pk == guideline.pk]
        if accepted:
            version, at = max(accepted)
            values = {"version": version, "day": day_of(moment(at))}
            yield {
                "genre": "guideline",
                "name": _("Guideline: %(guideline)s") % {"guideline": guideline.title},
                "narrative": _("Accepted version %(version)s on %(day)s") % values,
            }
