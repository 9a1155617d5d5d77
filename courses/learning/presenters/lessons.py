"""A lesson: the part that all learners share, kept ready, and the activities of one of them."""

from dataclasses import dataclass

from django.template.context_processors import csrf
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.catalog.blocks import PersonalBlock
from courses.catalog.panels import collect_panels
from courses.enrollment.completion import evaluate_progress
from courses.guidelines.models import Acknowledgment, Guideline
from courses.learning.presenters.courses import draw_lessons, outline_in, progress_of
from courses.notes.presenters import LessonReflections, lesson_margin
from courses.quizzes.presenters import quiz_activities
from lms.caching.cache import cached, version_for


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


def shared_body(lesson, version=None):
    """Return `split_body`, kept for all learners under `version`; None renders it anew, as previews need."""
    return cached(version, ("lms_courses.body", lesson.pk, get_language()), lambda: split_body(lesson))


def build_segments(lesson, enrollment, user, *, version=None, quiz_state=None, retake="", page=None):
    """Return the `Segment`s of a lesson for one person.

    version: from `lms.caching.cache.version_for`, None in a preview.
    quiz_state: {quiz id: (RuleError, {question id: fields})} of a form that was sent with a mistake.
    retake: id of a quiz that the learner wants to answer again, as it stands in the address.
    page: what personal blocks of other apps find in their context, beside what `PersonalBlock` names.
    """
    parts = shared_body(lesson, version)
    quizzes = quiz_activities(
        [pk for kind, pk in parts if kind == "quiz"], enrollment, quiz_state=quiz_state, retake=retake
    )
    guideline_ids = [pk for kind, pk in parts if kind == "guideline"]
    guidelines = Guideline.objects.filter(live=True).in_bulk(guideline_ids) if guideline_ids else {}
    accepted = {}
    if user.is_authenticated and guidelines:
        for row in Acknowledgment.objects.filter(learner=user, guideline__in=guidelines):
            accepted[row.guideline_id, row.version] = row

    segments = []
    for kind, value in parts:
        if kind == "html":
            segments.append(Segment(html=value))
        elif kind == "quiz" and value in quizzes:
            segments.append(Segment(template="lms_courses/quizzes/blocks/quiz.html", activity=quizzes[value]))
        elif kind == "guideline" and value in guidelines:
            guideline = guidelines[value]
            activity = GuidelineActivity(guideline, accepted.get((guideline.pk, guideline.version)))
            segments.append(Segment(template="lms_courses/guidelines/blocks/guideline.html", activity=activity))
        elif kind == "block":
            own = {"lesson": lesson, "learner": user, "enrollment": enrollment, "block_id": value} | (page or {})
            segments += [Segment(html=block.render(context=own)) for block in lesson.body if block.id == value]
    return segments


def closing_sentence(enrollment, outline, completion, missing):
    """Return where a learner stands at the end of a lesson. `missing`: what the lesson itself still asks."""
    if not outline.is_done:
        if missing:
            return _("Before you continue: %(missing)s") % {"missing": missing[0]}
        return _("Finished reading? Then this lesson is done.")
    if enrollment.is_completed:
        return _("You have completed this course.")
    if outline.left:
        return ngettext(
            "This lesson is done. One more to go.", "This lesson is done. %(left)s more to go.", outline.left
        ) % {"left": outline.left}
    if completion.unmet:
        return _("All lessons are done. Still to do: %(missing)s.") % {"missing": completion.unmet[0].label}
    return _("Everything is done.")


def added_panels(lesson, request, enrollment):
    """Return what the apps add below a lesson; nothing in a preview."""
    if lesson.pk is None or getattr(request, "is_preview", False):
        return []
    return collect_panels("register_lesson_panels", request, lesson, enrollment)


def lesson_context(lesson, request, *, quiz_state=None):
    # A lesson previewed before it was first saved has no address to send anything to: it is only read.
    version = version_for(request)
    progress = progress_of(request, lesson.get_course())
    enrollment = progress.enrollment if lesson.pk else None
    outline = outline_in(progress, current=lesson)
    segments = build_segments(
        lesson,
        enrollment,
        request.user,
        version=version,
        quiz_state=quiz_state,
        retake=request.GET.get("again", ""),
        page={
            "course": progress.course,
            "reflections": LessonReflections(lesson, request.user) if lesson.pk else None,
            **csrf(request),
        },
    )
    completion = evaluate_progress(progress) if enrollment else None
    missing = [each.activity.missing for each in segments if each.activity and each.activity.missing]
    return {
        "course": progress.course,
        "lesson": lesson,
        "enrollment": enrollment,
        "outline": outline,
        "outline_html": draw_lessons(
            progress.course,
            outline,
            "lms_courses/learning/includes/outline_item.html",
            marked=(lesson.pk,),
            version=version,
        ),
        "is_enrolled": enrollment is not None,
        "completion": completion,
        "sentence": closing_sentence(enrollment, outline, completion, missing) if enrollment else "",
        "segments": segments,
        "margin": lesson_margin(lesson, request.user),
        "panels": added_panels(lesson, request, enrollment),
    }
