"""A lesson: the part that all learners share, kept ready, and the activities of one of them."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..blocks import PersonalBlock
from ..completion import evaluate_completion
from ..models import Acknowledgment, Guideline
from .courses import build_outline, find_enrollment
from .quizzes import quiz_activities

#: Seconds that the shared part of a lesson is kept. A new revision has a new key, so this bounds memory, not age.
LESSON_CACHE_SECONDS = 3600


@dataclass
class Segment:
    """A part of a lesson: finished HTML that all learners share, or a personal activity.

    `template` is the activity's template; `activity` is a `QuizActivity` or `GuidelineActivity`.
    """

    html: str = ""
    template: str = ""
    activity: object = None


@dataclass
class GuidelineActivity:
    guideline: Guideline
    acknowledgment: Acknowledgment | None = None

    @property
    def missing(self):
        """What the learner still has to do here, as a sentence, or "" when it is done."""
        if self.acknowledgment:
            return ""
        return _("read and accept “%(guideline)s”.") % {"guideline": self.guideline.title}


def split_body(lesson):
    """Return the body in parts: ("html", text) already rendered, and what differs for each learner.

    That is ("quiz", id), ("guideline", id), or ("block", block id) for a personal block of another app.
    """
    parts, shared = [], []
    for block in lesson.body:
        if not isinstance(block.block, PersonalBlock):
            shared.append(block.render())
            continue
        if shared:
            parts.append(("html", "".join(shared)))
            shared = []
        if block.block_type not in ("quiz", "guideline"):
            parts.append(("block", block.id))
        elif chosen := block.value[block.block_type]:
            parts.append((block.block_type, chosen.pk))
    if shared:
        parts.append(("html", "".join(shared)))
    return parts


def shared_body(lesson, *, is_preview=False):
    """Return `split_body`, kept for all learners under the published revision, so that publishing shows at once."""
    if is_preview or not lesson.live_revision_id:
        return split_body(lesson)
    key = f"lms_courses.lesson.{lesson.pk}.{lesson.live_revision_id}.{get_language()}"
    return cache.get_or_set(key, lambda: split_body(lesson), LESSON_CACHE_SECONDS)


def build_segments(lesson, enrollment, user, *, is_preview=False, quiz_state=None, retake=""):
    """Return the `Segment`s of a lesson for one person.

    quiz_state: {quiz id: (error, {question id: chosen ids})} of a form that was sent with a mistake.
    retake: id of a quiz that the learner wants to answer again, as it stands in the address.
    """
    parts = shared_body(lesson, is_preview=is_preview)
    quizzes = quiz_activities(
        [pk for kind, pk in parts if kind == "quiz"], enrollment, quiz_state=quiz_state, retake=retake
    )
    guideline_ids = [pk for kind, pk in parts if kind == "guideline"]
    guidelines = Guideline.objects.in_bulk(guideline_ids) if guideline_ids else {}
    accepted = {}
    if user.is_authenticated and guidelines:
        for row in Acknowledgment.objects.filter(learner=user, guideline__in=guidelines):
            accepted[row.guideline_id, row.version] = row

    segments = []
    for kind, value in parts:
        if kind == "html":
            segments.append(Segment(html=value))
        elif kind == "quiz" and value in quizzes:
            segments.append(Segment(template="lms_courses/blocks/quiz.html", activity=quizzes[value]))
        elif kind == "guideline" and value in guidelines:
            guideline = guidelines[value]
            activity = GuidelineActivity(guideline, accepted.get((guideline.pk, guideline.version)))
            segments.append(Segment(template="lms_courses/blocks/guideline.html", activity=activity))
        elif kind == "block":
            own = {"lesson": lesson, "learner": user, "enrollment": enrollment}
            segments += [Segment(html=block.render(context=own)) for block in lesson.body if block.id == value]
    return segments


def lesson_context(lesson, request, *, quiz_state=None):
    user, is_preview = request.user, getattr(request, "is_preview", False)
    course = lesson.get_course()
    # A lesson previewed before it was first saved has no address to send anything to: it is only read.
    enrollment = find_enrollment(course, user) if lesson.pk else None
    outline = build_outline(course, enrollment, current=lesson)
    current = next((item for item in outline.items if item.is_current), None)
    segments = build_segments(
        lesson,
        enrollment,
        user,
        is_preview=is_preview,
        quiz_state=quiz_state,
        retake=request.GET.get("again", ""),
    )
    return {
        "course": course,
        "lesson": lesson,
        "enrollment": enrollment,
        "outline": outline,
        "current": current,
        "completion": evaluate_completion(course=course, learner=user, enrollment=enrollment) if enrollment else None,
        "segments": segments,
        "here_missing": [each.activity.missing for each in segments if each.activity and each.activity.missing],
    }
