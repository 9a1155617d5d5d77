"""A course read from a file. `courses.transfer.actions.import_course` runs it in one transaction."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model, Q
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.models import Page

from courses.catalog.models import CourseOutcome, CoursePage, CoursePrerequisite, LessonPage, SocialTool
from courses.catalog.requirements import requirement_sources
from courses.guidelines.models import Guideline
from courses.quizzes.models import Answer, Question, Quiz, QuizQuestion
from courses.transfer import entries
from courses.transfer.entries import CourseFileError, damaged
from courses.transfer.exporting import question_data
from courses.transfer.host_fields import empty_host_fields
from courses.transfer.references import References

#: Fields of a page that `add_child` fills.
PLACE_IN_TREE = ("path", "depth", "numchild", "url_path", "content_type", "locale", "translation_key")


@dataclass
class ImportReport:
    """What an import makes, what it finds here and uses as it is, and what someone should know of it.

    made, found: {"lessons": how many, ...}. kept: sentences on what is here already and may differ from the file.
    """

    title: str = ""
    slug: str = ""
    course: CoursePage | None = None
    made: dict = field(default_factory=Counter)
    found: dict = field(default_factory=Counter)
    kept: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class Importer(References):
    """Makes a course of an archive. What is here already under the same name is kept as it is.

    archive: a `CourseArchive`. catalog: the page below which the course shall stand. by: who imports, or None.
    """

    def __init__(self, archive, catalog, by=None):
        self.archive, self.catalog, self.by = archive, catalog, by
        self.report = ImportReport()
        self.stored = []  # (storage, name) of the files written so far
        self.questions, self.pages = {}, {}
        self.found = {model: {} for model in (get_image_model(), get_document_model(), SocialTool, Guideline, Quiz)}

    def remove_files(self):
        """Remove the files written so far: a transaction that is undone leaves them behind."""
        for storage, name in self.stored:
            storage.delete(name)

    def counterpart(self, model, reference):
        if reference is None:
            return None
        if isinstance(reference, (list, dict, int)):
            raise damaged(str(model._meta.verbose_name))
        if issubclass(model, Page):
            return self.find_page(reference)
        instance = self.found.get(model, {}).get(reference)
        if instance is None:
            raise CourseFileError(
                _("The course refers to “%(name)s”, which the file does not contain.") % {"name": reference}
            )
        return instance.pk

    def find_page(self, reference):
        if reference in self.pages:
            return self.pages[reference].pk
        page = Page.objects.filter(url_path=reference.removeprefix("page:")).first()
        if page is None:
            self.report.notes.append(_("A link to a page that this site does not have becomes plain text."))
        return page and page.pk

    def run(self):
        """Make everything and return the `ImportReport`.

        Raises:
            CourseFileError: something in the file is missing or wrong.
        """
        data = self.archive.data
        for entry in data.each("images"):
            self.found[get_image_model()][entry.take("file", str)] = self.make_image(entry)
        for entry in data.each("documents"):
            self.found[get_document_model()][entry.take("file", str)] = self.make_document(entry)
        for entry in data.each("tools"):
            self.found[SocialTool][entry.take("slug", str)] = self.make_tool(entry)
        for entry in data.each("guidelines"):
            self.found[Guideline][entry.take("slug", str)] = self.make_guideline(entry)
        for entry in data.each("questions"):
            self.questions[entry.take("key", str)] = self.make_question(entry)
        for entry in data.each("quizzes"):
            self.found[Quiz][entry.take("slug", str)] = self.make_quiz(entry)
        course_entry = entries.Entry(data.take("course", dict), "course")
        course = self.make_course(course_entry)
        lessons = [(entry, self.make_lesson(entry, course)) for entry in data.each("lessons")]
        for entry, lesson in lessons:  # Now that a lesson can link to any other.
            self.write_body(entry, lesson)
        course.introduction = self.in_rich_text(course_entry.take("introduction", str))
        course.save_revision(user=self.by)
        course.save(clean=False)
        return self.report

    # --- The library -------------------------------------------------------------------------------------------------

    def make_image(self, entry):
        model, content = get_image_model(), self.archive.read(entry.take("file", str))
        if kept := self._same_file(model, content):
            return kept
        name = get_valid_filename(PurePath(entry.take("file_name", str)).name)
        try:
            WagtailImageField().clean(SimpleUploadedFile(name, content))
        except ValidationError as error:
            raise CourseFileError(f"“{name}”: {error.messages[0]}") from error
        focal_point = entry.take("focal_point", list)
        if len(focal_point) != 4 or not all(each is None or type(each) is int for each in focal_point):
            raise damaged(f"{entry.place}.focal_point")
        names = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
        image = model(**entry.fields(entries.IMAGE), **dict(zip(names, focal_point, strict=True)))
        image.file.save(name, ImageFile(BytesIO(content), name=name), save=False)
        return self._keep_media(image, "images", content)

    def make_document(self, entry):
        model, content = get_document_model(), self.archive.read(entry.take("file", str))
        if kept := self._same_file(model, content):
            return kept
        name = get_valid_filename(PurePath(entry.take("file_name", str)).name)
        document = model(**entry.fields(entries.DOCUMENT))
        document.file = ContentFile(content, name=name)
        left_empty = [each.name for each in empty_host_fields(document)]
        self._check(
            document, entry.place, exclude=["uploaded_by_user", *left_empty]
        )  # Before it is written: whether of a kind.
        document.file.save(name, ContentFile(content), save=False)
        return self._keep_media(document, "documents", content)

    def _same_file(self, model, content):
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # As Wagtail keeps it.
        for unknown in model.objects.filter(Q(file_size=len(content)) | Q(file_size=None), file_hash=""):
            unknown.get_file_hash()  # Notes it.
        kept = model.objects.filter(file_hash=digest).order_by("pk").first()
        if kept:
            self.report.found["images" if model is get_image_model() else "documents"] += 1
        return kept

    def _keep_media(self, media, what, content):
        self.stored.append((media.file.storage, media.file.name))
        media.uploaded_by_user = self.by
        media.file_size = len(content)
        media.file_hash = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        left_empty = empty_host_fields(media)
        self._check(media, what, exclude=[each.name for each in left_empty])
        media.save()
        for each in left_empty:
            note = _("“%(title)s” has no “%(field)s”, which a course file does not contain. Add it later.")
            self.report.notes.append(note % {"title": media.title, "field": each.verbose_name})
        self.report.made[what] += 1
        return media

    def make_tool(self, entry):
        tool = SocialTool(locale=self.catalog.locale, **entry.fields(entries.TOOL))
        if kept := SocialTool.objects.filter(slug=tool.slug, locale=self.catalog.locale_id).first():
            self.report.kept.append(
                _("The social tool “%(name)s” already exists and will not change.") % {"name": kept.name}
            )
            return kept
        tool.logo_id = self.counterpart(get_image_model(), entry.data.get("logo"))
        return self._keep(tool, entry, "tools")

    def make_guideline(self, entry):
        guideline = Guideline(locale=self.catalog.locale, **entry.fields(entries.GUIDELINE))
        if kept := Guideline.objects.filter(slug=guideline.slug, locale=self.catalog.locale_id).first():
            self.report.kept.append(
                _("The guideline “%(title)s” already exists and will not change.") % {"title": kept.title}
            )
            return kept
        guideline.body = self.in_rich_text(guideline.body)
        return self._keep(guideline, entry, "guidelines")

    def make_question(self, entry):
        question = Question(locale=self.catalog.locale, **entry.fields(entries.QUESTION))
        question.answers = [
            Answer(sort_order=order, **answer.fields(entries.ANSWER))
            for order, answer in enumerate(entry.each("answers"))
        ]
        wanted = {name: value for name, value in entry.data.items() if name != "key"}
        for kept in Question.objects.filter(text=question.text, kind=question.kind, locale=self.catalog.locale_id):
            if question_data(kept) == wanted:
                self.report.found["questions"] += 1
                return kept
        for answer in question.answers.all():
            self._check(answer, entry.place, exclude=["question"])
        self._keep(question, entry, "questions")
        return self._tag(question, entry)

    def make_quiz(self, entry):
        quiz = Quiz(locale=self.catalog.locale, **entry.fields(entries.QUIZ))
        places = entry.texts("questions")
        if unknown := [key for key in places if key not in self.questions]:
            raise damaged(f"{entry.place}.questions: {unknown[0]}")
        quiz.quiz_questions = [
            QuizQuestion(sort_order=order, question=self.questions[key]) for order, key in enumerate(places)
        ]
        if Quiz.objects.filter(slug=quiz.slug).exists():
            quiz.slug = self._free_slug(Quiz.objects.all(), quiz.slug)
        self._keep(quiz, entry, "quizzes")
        return self._tag(quiz, entry)

    def _tag(self, snippet, entry):
        snippet.tags.set(entry.texts("tags"))
        snippet.save()
        revision = snippet.save_revision(user=self.by)
        if entry.take("live", bool):
            revision.publish(user=self.by)
        return snippet

    def _keep(self, instance, entry, what):
        self._check(instance, entry.place)
        instance.save()
        self.report.made[what] += 1
        return instance

    def _check(self, instance, place, exclude=None):
        try:
            instance.full_clean(exclude=exclude, validate_constraints=False)
        except ValidationError as error:
            raise self._mistake(error, place) from error

    @staticmethod
    def _mistake(error, place):
        name, messages = next(iter(error.message_dict.items()))
        return CourseFileError(f"{place}.{name}: {messages[0]}")

    @staticmethod
    def _free_slug(queryset, slug):
        taken = set(queryset.filter(slug__startswith=slug[:100]).values_list("slug", flat=True))
        number = 2
        while slug in taken:
            slug, number = f"{slug[:100].rsplit('-', 1)[0] if number > 2 else slug[:100]}-{number}", number + 1
        return slug

    # --- The course --------------------------------------------------------------------------------------------------

    def make_course(self, entry):
        values = entry.fields(entries.COURSE) | {"introduction": ""}
        values["requirement_keys"] = self.known_requirements(entry.texts("requirement_keys"))
        slug = values["slug"]
        values["slug"] = self._free_slug(self.catalog.get_children(), slug)
        if values["slug"] != slug:
            note = _("A course with the address “%(slug)s” already exists, so this one becomes “%(free)s”.")
            self.report.notes.append(note % {"slug": slug, "free": values["slug"]})
        course = CoursePage(
            live=False,
            owner=self.by if isinstance(self.by, Model) else None,
            tool_id=self.counterpart(SocialTool, entry.data.get("tool")),
            image_id=self.counterpart(get_image_model(), entry.data.get("image")),
            **values,
        )
        course.outcomes = [
            CourseOutcome(sort_order=order, text=text) for order, text in enumerate(entry.texts("outcomes"))
        ]
        course.prerequisites = self.find_prerequisites(entry.texts("prerequisites"))
        self._add(self.catalog, course, entry.place)
        self.pages["course"] = self.report.course = course
        self.report.title, self.report.slug = course.title, course.slug
        return course

    def known_requirements(self, keys):
        known = requirement_sources()
        for key in keys:
            if key not in known:
                note = _("This site has no requirement “%(key)s”, so the course is imported without it.")
                self.report.notes.append(note % {"key": key})
        return [key for key in keys if key in known]

    def find_prerequisites(self, slugs):
        found = {course.slug: course for course in CoursePage.objects.child_of(self.catalog).filter(slug__in=slugs)}
        for slug in slugs:
            if slug not in found:
                note = _("The prerequisite “%(slug)s” is not on this site. Add it manually later.")
                self.report.notes.append(note % {"slug": slug})
        present = [found[slug] for slug in slugs if slug in found]
        return [CoursePrerequisite(sort_order=order, required_course=each) for order, each in enumerate(present)]

    def make_lesson(self, entry, course):
        lesson = LessonPage(
            live=False,
            owner=course.owner,
            tool_id=self.counterpart(SocialTool, entry.data.get("tool")),
            **entry.fields(entries.LESSON),
        )
        self._add(course, lesson, entry.place)
        self.pages[f"lesson:{lesson.slug}"] = lesson
        self.report.made["lessons"] += 1
        return lesson

    def write_body(self, entry, lesson):
        stream_block = lesson.body.stream_block
        body = self.in_body(stream_block, entry.take("body", list), f"{entry.place}.body")
        try:
            lesson.body = body
            stream_block.clean_deferred(lesson.body)
        except ValidationError as error:
            raise CourseFileError(
                _("The lesson “%(title)s” contains a block that is not valid: %(error)s")
                % {"title": lesson.title, "error": first_error(error)}
            ) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise damaged(f"{entry.place}.body") from error
        lesson.save_revision(user=self.by)
        lesson.save(clean=False)

    def _add(self, parent, page, place):
        page.draft_title = page.title
        try:
            page.clean_fields(exclude=PLACE_IN_TREE)
            parent.add_child(instance=page)
        except ValidationError as error:
            raise self._mistake(error, place) from error


def first_error(error):
    """Return the first sentence in the errors of a block, which hold those of its parts."""
    inner = getattr(error, "block_errors", None) or {}
    for each in inner.values() if isinstance(inner, dict) else inner:
        if each is not None:
            return first_error(each.as_data()[0] if hasattr(each, "as_data") else each)
    return error.messages[0] if error.messages else str(error)
