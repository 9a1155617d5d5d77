"""What learners have written for themselves: beside a lesson, and all of it on one page."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from courses.catalog.blocks import ReflectionBlock
from courses.catalog.models import CoursePage, LessonPage
from courses.discussion.models import DiscussionPost
from courses.notes.models import Note, Reflection
from lms.caching.compiled_queries import CompiledQuery

LESSONS_A_PAGE = 20


@dataclass
class LessonMargin:
    """What stands beside the text of a lesson: the reader's own notes, and how many posts the discussion has."""

    note: str = ""
    note_version: str = ""
    posts: int = 0

    @property
    def is_written(self):
        return bool(self.note)

    @property
    def is_begun(self):
        return self.posts > 0


def lesson_margin(lesson, user):
    """Return the `LessonMargin` of `user` in one query."""
    if lesson.pk is None or not user.is_authenticated:
        return LessonMargin()
    for text, noted_at, posts in MARGIN.rows(user.pk, lesson.pk):
        return LessonMargin(note=text or "", note_version=noted_at.isoformat() if noted_at else "", posts=posts)
    return LessonMargin()


def margin_query(learner, lesson):
    note = Note.objects.filter(lesson=OuterRef("pk"), learner=learner)
    posts = DiscussionPost.objects.readable().filter(lesson=OuterRef("pk")).order_by().values("lesson")
    return (
        LessonPage.objects.filter(pk=lesson)
        .order_by()
        .values_list(
            Subquery(note.values("text")),
            Subquery(note.values("updated_at")),
            Coalesce(Subquery(posts.annotate(n=Count("pk")).values("n")), 0),
        )
    )


MARGIN = CompiledQuery(margin_query, takes=2)


@dataclass
class WrittenReflection:
    question: str
    reflection: Reflection


@dataclass
class LessonWriting:
    """Everything that one person has written for themselves in one lesson."""

    lesson: LessonPage
    course: str
    note: Note | None = None
    reflections: list = field(default_factory=list)


def reflection_questions(lesson):
    """Return {block id: question} of the reflection blocks in the text of `lesson`, in their order."""
    return {block.id: block.value["question"] for block in lesson.body if isinstance(block.block, ReflectionBlock)}


def lessons_written_in(user, *, search=""):
    """Return the lessons in which `user` has notes or reflections; `search` looks into these and the lesson's title."""
    notes, reflections = (model.objects.filter(learner=user, lesson=OuterRef("pk")) for model in (Note, Reflection))
    lessons = LessonPage.objects.filter(Exists(notes) | Exists(reflections))
    if search:
        lessons = lessons.filter(
            Q(title__icontains=search)
            | Exists(notes.filter(text__icontains=search))
            | Exists(reflections.filter(text__icontains=search))
        )
    return lessons.order_by("path")


def own_writing(user, *, search="", page=1):
    """Return a page of `LessonWriting`s of `user`, in the order of the courses."""
    page_obj = Paginator(lessons_written_in(user, search=search), LESSONS_A_PAGE).get_page(page)
    lessons = list(page_obj.object_list)
    courses = CoursePage.objects.filter(path__in={lesson.path[: -LessonPage.steplen] for lesson in lessons})
    titles = dict(courses.order_by().values_list("path", "title"))
    notes = {note.lesson_id: note for note in Note.objects.filter(learner=user, lesson__in=lessons)}
    reflections = {}
    for reflection in Reflection.objects.filter(learner=user, lesson__in=lessons).order_by("pk"):
        reflections.setdefault(reflection.lesson_id, []).append(reflection)
    writings = []
    for lesson in lessons:
        questions = reflection_questions(lesson) if lesson.pk in reflections else {}
        writings.append(
            LessonWriting(
                lesson=lesson,
                course=titles.get(lesson.path[: -LessonPage.steplen], ""),
                note=notes.get(lesson.pk),
                reflections=[
                    WrittenReflection(questions.get(str(reflection.block_id), ""), reflection)
                    for reflection in reflections.get(lesson.pk, ())
                ],
            )
        )
    page_obj.object_list = writings
    return page_obj


#: So many shared answers stand below a reflection; the others have a page of their own.
SHARED_SHOWN = 5


@dataclass
class ReflectionState:
    """The answers to one reflection block, for one reader. `shared_total` counts what others share."""

    mine: Reflection | None = None
    shared: list = field(default_factory=list)
    shared_total: int = 0


class LessonReflections:
    """The answers of all reflection blocks of a lesson, read in one query when the first block asks for them."""

    def __init__(self, lesson, reader):
        self.lesson, self.reader = lesson, reader

    @cached_property
    def states(self):
        states = {}
        if self.lesson.pk is None or not self.reader.is_authenticated:
            return states
        for reflection in Reflection.objects.shown_in(self.lesson, self.reader, most=SHARED_SHOWN):
            state = states.setdefault(str(reflection.block_id), ReflectionState())
            state.shared_total = reflection.shared_in_block
            if reflection.learner_id == self.reader.pk:
                state.mine = reflection
            else:
                state.shared.append(reflection)
        return states

    def of(self, block_id):
        return self.states.get(str(block_id), ReflectionState())
