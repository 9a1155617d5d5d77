"""Reads the demonstration's courses from TOML files and publishes them. The format stands in docs/reference."""

import tomllib
from pathlib import Path

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from courses.catalog.models import CourseOutcome
from courses.models import (
    Answer,
    CatalogPage,
    CoursePage,
    Guideline,
    LessonPage,
    Question,
    Quiz,
    QuizQuestion,
    SocialTool,
)

HERE = Path(__file__).parent


def read(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def load_catalog():
    """Return the catalog page, made the front page of the default site."""
    catalog = CatalogPage.objects.first()
    if catalog:
        return catalog
    root = Page.get_first_root_node()
    welcome = root.get_children().filter(slug="home").first()
    catalog = CatalogPage(
        title="Learn the tools we talk with",
        slug="learn",
        introduction="<p>Short courses, taken by yourself or in a class, and brainstorms in which we find out together "
        "what a social tool is good for here.</p>",
    )
    root.add_child(instance=catalog)
    catalog.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 8000, "root_page": catalog, "site_name": "Fledge"},
    )
    if welcome and type(welcome.specific) is Page:
        welcome.delete()  # Wagtail's placeholder page
    catalog.refresh_from_db()
    return catalog


def load_image(file_name, title):
    """Return the picture called `file_name`, stored once. Only file names of the demonstration's own folder."""
    model = get_image_model()
    image = model.objects.filter(file__endswith=f"/{file_name}").first()
    if image is None:
        with (HERE / "images" / file_name).open("rb") as file:
            image = model(title=title[:255], description=title[:255])
            image.file.save(file_name, ImageFile(file, name=file_name), save=True)
    return image


def load_document(file_name, title):
    """Return the document called `file_name`, stored once. Only file names of the demonstration's own folder."""
    model = get_document_model()
    document = model.objects.filter(file__endswith=f"/{file_name}").first()
    if document is None:
        with (HERE / "files" / file_name).open("rb") as file:
            document = model(title=title)
            document.file.save(file_name, File(file, name=file_name), save=True)
    return document


def load_tools():
    for entry in read("tools.toml")["tools"]:
        SocialTool.objects.get_or_create(slug=entry.pop("slug"), defaults=entry)


def load_guidelines():
    for entry in read("guidelines.toml")["guidelines"]:
        Guideline.objects.get_or_create(slug=entry.pop("slug"), defaults=entry)


def load_quiz(entry):
    if Quiz.objects.filter(slug=entry["slug"]).exists():
        return
    quiz = Quiz(
        slug=entry["slug"],
        title=entry["title"],
        pass_percent=entry.get("pass_percent", 75),
        draw_count=entry.get("draw", 0),
        time_limit_minutes=entry.get("minutes"),
        attempt_limit=entry.get("attempts"),
        shuffles=entry.get("shuffles", False),
    )
    quiz.tags.add(*entry.get("tags", []))
    quiz.save()
    for place, question_entry in enumerate(entry.get("questions", [])):
        question = Question(
            kind=question_entry["kind"],
            text=question_entry["text"],
            scenario=question_entry.get("scenario", ""),
            scenario_author=question_entry.get("scenario_author", ""),
            explanation=question_entry.get("explanation", ""),
        )
        question.tags.add(*question_entry.get("tags", []))
        question.save()
        for order, answer in enumerate(question_entry["answers"]):
            Answer.objects.create(
                question=question,
                text=answer["text"],
                match=answer.get("match", ""),
                is_correct=answer.get("correct", False),
                feedback=answer.get("feedback", ""),
                sort_order=order,
            )
        QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=place)


def block_value(kind, value):
    """Return the value of one block of the file in the form that StreamField stores."""
    if kind == "image":
        image = load_image(value["image"], value["alt"])
        return {
            "image": {"image": image.pk, "alt_text": value["alt"], "decorative": False},
            "caption": value.get("caption", ""),
        }
    if kind == "video":
        return {
            "title": value["title"],
            "video": load_document(value["file"], value["title"]).pk,
            "poster": load_image(value["poster"], value["poster_alt"]).pk,
            "captions": load_document(value["captions"], f"{value['title']} (captions)").pk,
            "captions_language": "en",
            "transcript": value["transcript"],
        }
    if kind == "download":
        document = load_document(value["file"], value["title"])
        return {"document": document.pk, "title": value["title"], "description": value.get("description", "")}
    if kind == "table":
        return {
            "data": [value["header"], *value["rows"]],
            "table_caption": value.get("caption", ""),
            "table_header_choice": "row",
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }
    if kind == "example_post":
        tool = SocialTool.objects.filter(slug=value.get("tool", "")).first()
        picture = {"image": None}
        if "image" in value:
            image = load_image(value["image"], value["alt"])
            picture = {"image": {"image": image.pk, "alt_text": value["alt"], "decorative": False}}
        post = {name: value[name] for name in ("author", "handle", "visibility", "notes") if name in value}
        return post | picture | {"tool": tool.pk if tool else None, "text": value["text"].strip()}
    if kind == "code":
        return value | {"code": value["code"].strip("\n")}
    if kind == "quiz":
        return {"quiz": Quiz.objects.get(slug=value).pk}
    if kind == "guideline":
        return {"guideline": Guideline.objects.get(slug=value).pk}
    return value


def load_course(catalog, entry):
    """Publish one course with its lessons and return it; a course that is there already is left alone."""
    course = CoursePage.objects.child_of(catalog).filter(slug=entry["slug"]).first()
    if course:
        return course
    for quiz in entry.get("quizzes", []):
        load_quiz(quiz)
    course = CoursePage(
        title=entry["title"],
        slug=entry["slug"],
        level=entry["level"],
        tool=SocialTool.objects.filter(slug=entry["tool"]).first(),
        summary=entry["summary"],
        introduction=entry["introduction"],
        image=load_image(entry["image"], entry["image_alt"]),
        requirement_keys=[key for key in entry["requirements"] if key != "lessons"],
    )
    course.outcomes = [CourseOutcome(text=text, sort_order=order) for order, text in enumerate(entry["outcomes"])]
    catalog.add_child(instance=course)
    course.save_revision().publish()
    for lesson_entry in entry["lessons"]:
        lesson = LessonPage(
            title=lesson_entry["title"],
            slug=lesson_entry["slug"],
            summary=lesson_entry["summary"],
            duration_minutes=lesson_entry["minutes"],
            body=[
                {"type": block["type"], "value": block_value(block["type"], block["value"])}
                for block in lesson_entry["body"]
            ],
        )
        course.add_child(instance=lesson)
        lesson.save_revision().publish()
    course.refresh_from_db()
    return course


def load_courses(catalog):
    """Return {slug: course} of all courses in the folder `courses`, in the order of their file names."""
    courses = {}
    for path in sorted((HERE / "courses").glob("*.toml")):
        course = load_course(catalog, read(f"courses/{path.name}"))
        courses[course.slug] = course
    return courses
