"""What a page shows to one person. Reads only: `get_context` and views ask here, templates ask nothing."""

from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import hooks

from lms.permissions import can_teach

from .blocks import PersonalBlock
from .completion import evaluate_completion
from .models import (
    Acknowledgment,
    Attempt,
    Booking,
    CoursePage,
    Enrollment,
    Guideline,
    LessonPage,
    Level,
    Question,
    Quiz,
    ScheduledClass,
    SocialTool,
)

#: Seconds that the shared part of a lesson is kept. A new revision has a new key, so this bounds memory, not age.
LESSON_CACHE_SECONDS = 3600


def find_enrollment(course, user):
    """Return the enrollment of `user` on `course` that is in force, or None."""
    if not user.is_authenticated or course.pk is None:
        return None
    enrollment = Enrollment.objects.of(user).filter(course=course).first()
    if enrollment:
        enrollment.course, enrollment.learner = course, user
    return enrollment


# --- Catalog -----------------------------------------------------------------------------------------------------


@dataclass
class CourseCard:
    """A course on a shelf, with what this person has done of it."""

    course: CoursePage
    url: str
    lessons: int
    minutes: int
    enrollment: Enrollment | None = None


def build_cards(courses, user):
    """Return a `CourseCard` for each of `courses` in three queries, however many there are."""
    totals = LessonPage.objects.totals_by_course_path()
    enrollments = {}
    if user.is_authenticated:
        mine = Enrollment.objects.of(user).filter(course__in=[course.pk for course in courses])
        enrollments = {enrollment.course_id: enrollment for enrollment in mine.with_progress()}
    return [
        CourseCard(
            course=course,
            url=course.url,
            lessons=totals.get(course.path, (0, 0))[0],
            minutes=totals.get(course.path, (0, 0))[1],
            enrollment=enrollments.get(course.pk),
        )
        for course in courses
    ]


def catalog_context(catalog, request):
    """Return the shelves of `catalog`, filtered by the address: `?level=basics&tool=mastodon&q=pictures`."""
    level, tool, words = (request.GET.get(name, "").strip() for name in ("level", "tool", "q"))
    courses = CoursePage.objects.live().child_of(catalog)
    if words:  # First of all: the search cannot filter by a tool's slug.
        courses = courses.filter(pk__in=[page.pk for page in courses.search(words, order_by_relevance=False)])
    courses = courses.select_related("tool", "image").order_by("path")
    if level in Level.values:
        courses = courses.at_level(level)
    tools = list(SocialTool.objects.all())
    if tool in {each.slug for each in tools}:
        courses = courses.for_tool(tool)
    cards = build_cards(list(courses.prefetch_related("image__renditions")), request.user)
    return {
        "shelves": [
            {"level": each, "cards": [card for card in cards if card.course.level == each]}
            for each in Level
            if any(card.course.level == each for card in cards)
        ],
        "levels": Level.choices,
        "tools": tools,
        "chosen_level": level,
        "chosen_tool": tool,
        "words": words,
        "is_filtered": bool(level or tool or words),
    }


# --- Course ------------------------------------------------------------------------------------------------------


@dataclass
class OutlineItem:
    """A lesson in the outline of its course, with its state for one learner."""

    lesson: LessonPage
    number: int
    url: str
    is_done: bool = False
    is_current: bool = False


@dataclass
class Outline:
    """The lessons of a course in order; knows which comes next."""

    items: list = field(default_factory=list)

    @property
    def done(self):
        return sum(item.is_done for item in self.items)

    @property
    def total(self):
        return len(self.items)

    @property
    def left(self):
        return self.total - self.done

    @property
    def minutes(self):
        return sum(item.lesson.duration_minutes for item in self.items)

    def neighbor(self, offset):
        """Return the item `offset` places from the current one, or None."""
        position = next((place for place, item in enumerate(self.items) if item.is_current), None)
        if position is None or not 0 <= position + offset < len(self.items):
            return None
        return self.items[position + offset]

    @property
    def previous(self):
        return self.neighbor(-1)

    @property
    def next(self):
        return self.neighbor(1)

    @property
    def first_open(self):
        """The first lesson not done yet; the first one of all when everything is done."""
        return next((item for item in self.items if not item.is_done), self.items[0] if self.items else None)


def build_outline(course, enrollment, current=None):
    """Return the `Outline` of the published lessons of `course` in two queries."""
    lessons = LessonPage.objects.in_course(course).defer("body", "search_description")
    done = set()
    if enrollment:
        done = set(enrollment.lesson_progress.filter(completed_at__isnull=False).values_list("lesson_id", flat=True))
    course_url = course.url or ""
    return Outline(
        [
            OutlineItem(
                lesson=lesson,
                number=number,
                # A child's address is its parent's and its slug: no query for each lesson.
                url=f"{course_url}{lesson.slug}/",
                is_done=lesson.pk in done,
                is_current=current is not None and lesson.pk == current.pk,
            )
            for number, lesson in enumerate(lessons, start=1)
        ]
    )


def collect_panels(hook, *args):
    """Return the HTML of the panels that the apps add by `hook`, each a list of (order, html), in order."""
    panels = [panel for register in hooks.get_hooks(hook) for panel in register(*args)]
    return [html for _order, html in sorted(panels, key=lambda panel: panel[0])]


def course_context(course, request):
    is_saved = course.pk is not None  # The admin previews a course that is still being written.
    enrollment = find_enrollment(course, request.user)
    completion = None
    if enrollment:
        completion = evaluate_completion(course=course, learner=request.user, enrollment=enrollment)
    return {
        "course": course,
        "enrollment": enrollment,
        "outline": build_outline(course, enrollment),
        "completion": completion,
        "requirements": completion.requirements
        if completion
        else evaluate_completion(course=course, learner=request.user).requirements,
        "classes": class_rows(ScheduledClass.objects.filter(course=course.pk).upcoming(), request.user),
        "panels": collect_panels("register_course_panels", request, course, enrollment) if is_saved else [],
        "is_trainer": can_teach(request.user),
    }


# --- Lesson ------------------------------------------------------------------------------------------------------


@dataclass
class Segment:
    """A part of a lesson: finished HTML that all learners share, or a personal activity.

    `template` is the activity's template; `activity` is a `QuizActivity` or `GuidelineActivity`.
    """

    html: str = ""
    template: str = ""
    activity: object = None


@dataclass
class QuizActivity:
    quiz: Quiz
    questions: list
    attempt: Attempt | None = None
    chosen: dict = field(default_factory=dict)
    error: str = ""
    is_open: bool = True

    @property
    def missing(self):
        """What the learner still has to do here, as a sentence, or "" when it is done."""
        if self.attempt and self.attempt.is_passed:
            return ""
        return _("the quiz “%(quiz)s” is waiting.") % {"quiz": self.quiz.title}


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
    """Return the body as ("html", text), ("quiz", id) and ("guideline", id), the shared part already rendered."""
    parts, shared = [], []
    for block in lesson.body:
        if not isinstance(block.block, PersonalBlock):
            shared.append(block.render())
            continue
        if shared:
            parts.append(("html", "".join(shared)))
            shared = []
        if chosen := block.value[block.block_type]:
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


def load_quizzes(ids):
    """Return {id: (quiz, its questions in order with answers)} in four queries."""
    if not ids:
        return {}
    quizzes = Quiz.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("quiz_questions__question", queryset=Question.objects.prefetch_related("answers"))
    )
    return {quiz.pk: (quiz, [place.question for place in quiz.quiz_questions.all()]) for quiz in quizzes}


def build_segments(lesson, enrollment, user, *, is_preview=False, quiz_state=None, retake=""):
    """Return the `Segment`s of a lesson for one person.

    quiz_state: {quiz id: (error, {question id: chosen ids})} of a form that was sent with a mistake.
    retake: id of a quiz that the learner wants to answer again, as it stands in the address.
    """
    parts = shared_body(lesson, is_preview=is_preview)
    quizzes = load_quizzes([pk for kind, pk in parts if kind == "quiz"])
    guideline_ids = [pk for kind, pk in parts if kind == "guideline"]
    guidelines = Guideline.objects.in_bulk(guideline_ids) if guideline_ids else {}
    attempts, accepted = {}, {}
    if enrollment and quizzes:
        for attempt in Attempt.objects.filter(enrollment=enrollment, quiz__in=quizzes).order_by("submitted_at", "pk"):
            attempts[attempt.quiz_id] = attempt
    if user.is_authenticated and guidelines:
        for row in Acknowledgment.objects.filter(learner=user, guideline__in=guidelines):
            accepted[row.guideline_id, row.version] = row

    segments = []
    for kind, value in parts:
        if kind == "html":
            segments.append(Segment(html=value))
        elif kind == "quiz" and value in quizzes:
            quiz, questions = quizzes[value]
            error, chosen = (quiz_state or {}).get(value, ("", {}))
            attempt = attempts.get(value)
            if attempt and not error and retake != str(value):
                chosen = {int(pk): set(ids) for pk, ids in attempt.answers.items()}
            activity = QuizActivity(
                quiz=quiz,
                questions=questions,
                attempt=attempt,
                chosen=chosen,
                error=error,
                is_open=attempt is None or bool(error) or retake == str(value),
            )
            segments.append(Segment(template="lms_courses/blocks/quiz.html", activity=activity))
        elif kind == "guideline" and value in guidelines:
            guideline = guidelines[value]
            activity = GuidelineActivity(guideline, accepted.get((guideline.pk, guideline.version)))
            segments.append(Segment(template="lms_courses/blocks/guideline.html", activity=activity))
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


# --- Classes -----------------------------------------------------------------------------------------------------


@dataclass
class ClassRow:
    """A class in a list, with its meetings and this person's booking."""

    scheduled_class: ScheduledClass
    meetings: list
    booking: Booking | None = None


def class_rows(classes, user):
    """Return a `ClassRow` for each class of the queryset in four queries, however many there are."""
    classes = list(classes.with_seats_taken().select_related("course").prefetch_related("meetings"))
    bookings = {}
    if user.is_authenticated:
        mine = Booking.objects.in_force().filter(learner=user, scheduled_class__in=classes)
        bookings = {booking.scheduled_class_id: booking for booking in mine}
    return [ClassRow(each, list(each.meetings.all()), bookings.get(each.pk)) for each in classes]
