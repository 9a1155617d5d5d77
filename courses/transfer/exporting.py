"""A course written into a file."""

import hashlib
import json
import zipfile
from pathlib import PurePath

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.catalog.models import CoursePage, LessonPage, SocialTool
from courses.guidelines.models import Guideline
from courses.quizzes.models import Question, Quiz
from courses.transfer import entries
from courses.transfer.references import References
from lms.exceptions import RuleError

#: All parts carry one date, so that the same course is the same file, to the byte.
NO_DATE = (1980, 1, 1, 0, 0, 0)


class Names(References):
    """Gives everything that a course refers to the name it has in the file, and keeps it for later."""

    def __init__(self, course):
        self.course = course
        self.images, self.documents, self.tools, self.guidelines, self.quizzes = {}, {}, {}, {}, {}
        self.shelves = {
            get_image_model(): (self.images, lambda image: file_name("images", image)),
            get_document_model(): (self.documents, lambda document: file_name("documents", document)),
            SocialTool: (self.tools, lambda tool: tool.slug),
            Guideline: (self.guidelines, lambda guideline: guideline.slug),
            Quiz: (self.quizzes, lambda quiz: quiz.slug),
        }

    def counterpart(self, model, reference):
        if issubclass(model, Page):
            return self.name_of_page(reference)
        if model not in self.shelves:
            raise RuleError(
                _("A lesson refers to a %(thing)s, which a course file cannot contain. Remove that block first.")
                % {"thing": model._meta.verbose_name}
            )
        things, name = self.shelves[model]
        instance = reference if isinstance(reference, Model) else model.objects.filter(pk=reference).first()
        if instance is None:
            return None
        things[name(instance)] = instance
        return name(instance)

    def name_of_page(self, pk):
        page = Page.objects.filter(pk=pk).first()
        if page is None:
            return None
        if page.pk == self.course.pk:
            return "course"
        if page.is_child_of(self.course):
            return f"lesson:{page.slug}"
        return f"page:{page.url_path}"


def file_name(folder, media):
    """Return the name in the file of a picture or document: by its content, so that it is the same everywhere."""
    with media.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    return f"{folder}/{digest}{PurePath(media.file.name).suffix.lower()}"


def write_course(course, file):
    """Write `course` as it was last saved, drafts included, into the open binary `file`.

    Raises:
        RuleError: a lesson refers to something that a file cannot hold.
    """
    names = Names(course)
    data = {"format": entries.FORMAT, "version": entries.VERSION}
    data["course"] = course_data(course.get_latest_revision_as_object(), names)
    lessons = LessonPage.objects.child_of(course).order_by("path")
    data["lessons"] = [lesson_data(lesson.get_latest_revision_as_object(), names) for lesson in lessons]
    data |= quizzes_data(names)
    data["guidelines"] = [guideline_data(guideline, names) for _slug, guideline in sorted(names.guidelines.items())]
    data["tools"] = [tool_data(tool, names) for _slug, tool in sorted(names.tools.items())]
    data["images"] = [image_data(name, image) for name, image in sorted(names.images.items())]
    data["documents"] = [
        {"file": name, "file_name": document.filename} | entries.fields_of(document, entries.DOCUMENT)
        for name, document in sorted(names.documents.items())
    ]
    with zipfile.ZipFile(file, "w") as archive:
        # By name: a database may keep the parts of a block in an order of its own.
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
        archive.writestr(zipfile.ZipInfo("course.json", NO_DATE), text, zipfile.ZIP_DEFLATED)
        for name, media in sorted((names.images | names.documents).items()):
            with media.file.open("rb") as source:  # Pictures, videos and office documents are compressed already.
                archive.writestr(zipfile.ZipInfo(name, NO_DATE), source.read())


def course_data(course, names):
    return entries.fields_of(course, entries.COURSE) | {
        "introduction": names.in_rich_text(course.introduction),
        "requirement_keys": list(course.requirement_keys),
        "tool": names.counterpart(SocialTool, course.tool),
        "image": names.counterpart(get_image_model(), course.image),
        "outcomes": [outcome.text for outcome in course.outcomes.all()],
        "prerequisites": [
            CoursePage.objects.get(pk=each.required_course_id).slug for each in course.prerequisites.all()
        ],
    }


def lesson_data(lesson, names):
    body = names.in_body(lesson.body.stream_block, lesson.body.get_prep_value(), f"lessons.{lesson.slug}")
    return entries.fields_of(lesson, entries.LESSON) | {
        "tool": names.counterpart(SocialTool, lesson.tool),
        "body": body,
    }


def quizzes_data(names):
    """Return the quizzes of a course, and the questions they list or may draw."""
    questions, quizzes = {}, []
    for _slug, quiz in sorted(names.quizzes.items()):
        quiz = quiz.get_latest_revision_as_object()
        tags = sorted(tag.name for tag in quiz.tags.all())
        listed = [place.question for place in quiz.quiz_questions.all()]
        drawn = Question.objects.filter(tags__name__in=tags).order_by("pk").distinct() if quiz.draw_count else []
        for question in [*listed, *drawn]:
            questions.setdefault(question.pk, (f"q{len(questions) + 1}", question))
        quizzes.append(
            entries.fields_of(quiz, entries.QUIZ)
            | {"tags": tags, "questions": [questions[question.pk][0] for question in listed]}
        )
    return {"questions": [{"key": key} | question_data(each) for key, each in questions.values()], "quizzes": quizzes}


def question_data(question):
    question = question.get_latest_revision_as_object()
    return entries.fields_of(question, entries.QUESTION) | {
        "tags": sorted(tag.name for tag in question.tags.all()),
        "answers": [entries.fields_of(answer, entries.ANSWER) for answer in question.answers.all()],
    }


def guideline_data(guideline, names):
    guideline = guideline.get_latest_revision_as_object()
    return entries.fields_of(guideline, entries.GUIDELINE) | {"body": names.in_rich_text(guideline.body)}


def tool_data(tool, names):
    return entries.fields_of(tool, entries.TOOL) | {"logo": names.counterpart(get_image_model(), tool.logo)}


def image_data(name, image):
    focal_point = [image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height]
    return {
        "file": name,
        "file_name": PurePath(image.file.name).name,
        "focal_point": focal_point,
    } | entries.fields_of(image, entries.IMAGE)
