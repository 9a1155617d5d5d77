"""A course as one file: what goes out comes in again, and nothing that is wrong leaves a trace."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.models import (
    Answer,
    CatalogPage,
    CourseOutcome,
    CoursePage,
    Guideline,
    LessonPage,
    Question,
    Quiz,
    SocialTool,
)
from courses.transfer.actions import import_course
from courses.transfer.archive import CourseArchive
from courses.transfer.entries import CourseFileError
from courses.transfer.exporting import write_course
from tests.factories.courses import (
    CatalogPageFactory,
    CoursePageFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    SocialToolFactory,
)
from tests.factories.files import DocumentFactory, ImageFactory

pytestmark = pytest.mark.django_db


def make_question(kind, answers, *, tags=(), **values):
    question = Question(kind=kind, text=f"A question of the kind {kind}?", explanation="Because.", **values)
    question.answers = [Answer(sort_order=order, **answer) for order, answer in enumerate(answers)]
    question.save()
    question.tags.add(*tags)
    question.save()
    return question


def make_questions():
    right, wrong = {"text": "Yes", "is_correct": True}, {"text": "No", "feedback": "Think of the reader."}
    choices = [make_question(kind, [right, wrong]) for kind in ("single", "multiple", "true_false", "scenario")]
    return [
        *choices,
        make_question("short", [{"text": "boost", "is_correct": True}, {"text": "repost", "is_correct": True}]),
        make_question("ordering", [{"text": "Read"}, {"text": "Think"}, {"text": "Write"}]),
        make_question("matching", [{"text": "#", "match": "hashtag"}, {"text": "@", "match": "mention"}]),
    ]


def make_body(tool, quiz, guideline, other_lesson):
    def image(title, width):
        picture = ImageFactory(title=title, width=width)
        return {"image": picture.pk, "alt_text": "Who follows whom", "decorative": False}

    checklist = DocumentFactory(title="Checklist", file_name="checklist.pdf")
    link = f'<a linktype="document" id="{checklist.pk}">list</a>, <a linktype="page" id="{other_lesson.pk}">next</a>'
    return [
        ("paragraph", f"<p>People <b>follow</b> people: {link}.</p>"),
        ("heading", "Who to follow"),
        ("image", {"image": image("Lines", 40), "caption": "Lines"}),
        (
            "video",
            {
                "title": "Follow",
                "video": DocumentFactory(file_name="follow.mp4", content=b"a film").pk,
                "poster": ImageFactory(width=42).pk,
                "captions": DocumentFactory(file_name="follow.vtt", content=b"WEBVTT").pk,
                "captions_language": "de",
                "transcript": "<p>We open the search.</p>",
            },
        ),
        ("steps", {"title": "Do", "steps": [{"title": "Open the search", "text": "<p>At the top.</p>"}]}),
        ("callout", {"tone": "try", "title": "", "text": "<p>Follow three people.</p>"}),
        ("accordion", {"items": [{"title": "Why?", "text": "<ul><li>It saves time.</li></ul>"}]}),
        (
            "table",
            {
                "data": [["Where", "For what"], ["Here", "That"]],
                "table_caption": "Where",
                "table_header_choice": "row",
                "first_row_is_table_header": True,
                "first_col_is_header": False,
            },
        ),
        ("code", {"language": "bash", "code": "curl --version"}),
        ("download", {"document": checklist.pk, "title": "", "description": "One page."}),
        ("post_pair", {"topic": "Help", "weak": {"text": "No", "why": ""}, "strong": {"text": "Who?", "why": "Asks."}}),
        (
            "example_post",
            {
                "tool": tool.pk,
                "author": "Odile",
                "handle": "@odile",
                "visibility": "team",
                "text": "New gloves [1]",
                "image": image("Gloves", 41),
                "notes": ["Short."],
            },
        ),
        ("reflection", {"question": "Whom do you miss?", "hint": "One name."}),
        ("quiz", {"quiz": quiz.pk}),
        ("guideline", {"guideline": guideline.pk}),
        ("discussion", {"question": "What helped?"}),
    ]


@pytest.fixture
def course(catalog):
    """A course with every block, every kind of question, and something in every field."""
    tool = SocialToolFactory(name="Chirp", post_word="chirp", url_length=23, logo=ImageFactory(title="Logo"))
    first = CoursePageFactory(parent=catalog, title="First of all")
    course = CoursePageFactory(
        parent=catalog,
        title="First posts",
        tool=tool,
        introduction="<p>Welcome to <i>our</i> square.</p>",
        image=ImageFactory(title="Cover", width=43),
        days_to_complete=14,
        enrollment_policy="approval",
        has_discussion=False,
        requirement_keys=["quizzes", "class"],
        children={"outcomes": [CourseOutcome(text="Follow a colleague", sort_order=0)]},
    )
    course.prerequisites.create(required_course=first)
    course.save_revision().publish()
    questions = make_questions()
    make_question("true_false", [{"text": "Yes", "is_correct": True}], tags=["posts", "basics"], scenario="A post.")
    quiz = QuizFactory(title="Check", questions=questions, draw_count=1, attempt_limit=3, shuffles=True)
    quiz.tags.add("posts")
    quiz.save()
    last = LessonPageFactory(course=course, title="Reply", live=False, level="advanced", tool=tool)
    lesson = LessonPageFactory(course=course, title="Follow", summary="Find your people.")
    lesson.move(last, pos="left")
    lesson.refresh_from_db()
    names = [name for name, _value in make_body(tool, quiz, GuidelineFactory(), last)]
    body = make_body(tool, quiz, GuidelineFactory(title="How we post", version=3), last)
    assert set(names) == set(LessonPage._meta.get_field("body").stream_block.child_blocks) - {"poll"}
    lesson.body = [{"type": name, "value": value} for name, value in body]
    lesson.save_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def written(course):
    file = io.BytesIO()
    write_course(course, file)
    return file.getvalue()


def data_of(content):
    return json.loads(zipfile.ZipFile(io.BytesIO(content)).read("course.json"))


def read(content, catalog, **options):
    return import_course(archive=CourseArchive(io.BytesIO(content)), catalog=catalog, **options)


@pytest.fixture(scope="module")
def kept_content():
    return []


@pytest.fixture
def content(request, kept_content, db):
    """The file of `course`, made once for all tests, with no trace of that course on the site."""
    if not kept_content:
        kept_content.append(written(request.getfixturevalue("course")))
        empty_the_site()
    return kept_content[0]


@pytest.fixture
def elsewhere(content):
    """A catalog of a site that has nothing of that file."""
    return CatalogPage.objects.first() or CatalogPageFactory(title="Another catalog")


def repacked(content, *, change=None, parts=None, without=()):
    """Return a course file with its data changed by `change`, `parts` added and the parts named `without` left out."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in source.namelist():
            data = source.read(name)
            if name == "course.json" and change:
                data = json.loads(data)
                change(data)
                data = json.dumps(data)
            if name not in without:
                file.writestr(name, data)
        for name, data in (parts or {}).items():
            file.writestr(name, data)
    return target.getvalue()


def empty_the_site():
    """Leave no course, question, tool, picture or document, as on a site that was just set up."""
    CoursePage.objects.first().get_parent().delete()
    for model in (Quiz, Question, Guideline, SocialTool, get_image_model(), get_document_model()):
        for instance in model.objects.all():
            if hasattr(instance, "file"):
                instance.file.delete(save=False)
            instance.delete()
    return CatalogPageFactory(title="Another catalog")


@pytest.mark.row("A8")
def test_course_written_and_read_into_an_empty_site_is_the_same_file(course):
    content = written(course)
    catalog = empty_the_site()
    first = CoursePageFactory(parent=catalog, title="First of all")

    report = read(content, catalog)

    assert data_of(written(report.course)) == data_of(content)
    assert written(report.course) == content
    assert report.made == {
        "images": 5, "documents": 3, "tools": 1, "guidelines": 1, "questions": 8, "quizzes": 1, "lessons": 2
    }  # fmt: skip
    assert (report.kept, report.notes) == ([], [])
    # It is a draft, whose questions are ready.
    assert not report.course.live
    assert not LessonPage.objects.live().exists()
    assert Question.objects.filter(live=True).count() == 8
    assert [each.required_course for each in report.course.prerequisites.all()] == [first]
    follow, reply = LessonPage.objects.child_of(report.course).order_by("path")
    assert f'linktype="page" id="{reply.pk}"' in follow.body[0].value.source or (
        f'id="{reply.pk}" linktype="page"' in follow.body[0].value.source
    )
    assert (reply.level, reply.tool.name) == ("advanced", "Chirp")


def test_course_read_from_a_file_shows_its_lessons_once_published(course, client, trainer):
    content = written(course)
    report = read(content, empty_the_site())
    report.course.get_latest_revision().publish()
    for lesson in report.course.get_children().specific():
        lesson.get_latest_revision().publish()

    lesson = LessonPage.objects.in_course(report.course).first()

    html = client.get(lesson.url).content.decode()
    for words in ("Who to follow", "Checklist", "New gloves", "Whom do you miss?", "How we post", "What helped?"):
        assert words in html
    assert lesson.lesson_quizzes.get().quiz == Quiz.objects.get()


def test_course_read_where_it_is_already_stands_beside_it_and_shares_what_is_shared(course, catalog):
    models = (Question, Guideline, SocialTool, get_image_model(), get_document_model())
    before = {model: model.objects.count() for model in models}

    report = read(written(course), catalog)

    assert {model: model.objects.count() for model in models} == before
    assert report.slug == "first-posts-2"
    assert report.notes == [
        "A course with the address “first-posts” already exists, so this one becomes “first-posts-2”."
    ]
    assert report.made == {"quizzes": 1, "lessons": 2}
    assert report.found == {"images": 5, "documents": 3, "questions": 8}
    assert "The guideline “How we post” already exists and will not change." in report.kept
    assert set(Quiz.objects.values_list("slug", flat=True)) == {"check", "check-2"}
    assert CoursePage.objects.get(pk=course.pk).title == "First posts"


def test_course_of_other_prerequisites_and_requirements_is_read_without_them(content, elsewhere):
    content = repacked(content, change=lambda data: data["course"].update(requirement_keys=["magic"]))

    report = read(content, elsewhere)

    assert report.notes == [
        "This site has no requirement “magic”, so the course is imported without it.",
        "The prerequisite “first-of-all” is not on this site. Add it manually later.",
    ]
    assert report.course.requirement_keys == []


def everything():
    """The number of rows of every table, and the files that are stored."""
    media = get_image_model()._meta.get_field("file").storage
    files = {folder: set(media.listdir(folder)[1]) for folder in ("original_images", "documents")}
    return {model: model.objects.count() for model in apps.get_models() if model.__module__ != "lms.models"}, files


def test_rehearsal_tells_what_would_be_made_and_leaves_nothing(content, elsewhere):
    before = everything()

    report = read(content, elsewhere, is_rehearsal=True)

    assert (report.title, report.made["lessons"], report.made["questions"]) == ("First posts", 2, 8)
    assert everything() == before


def set_block(data, number, **values):
    data["lessons"][0]["body"][number].update(values)


def set_in(path, value):
    def change(data):
        *way, last = path
        for step in way:
            data = data[step]
        data[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (set_in(["version"], 2), "The file has version 2, but this site reads version 1."),
        (set_in(["format"], "scorm"), "This is not a course file. Its course.json is missing or cannot be read."),
        (set_in(["course"], []), "The course file is damaged: “course” is missing or wrong."),
        (set_in(["course", "title"], 7), "The course file is damaged: “course.title” is missing or wrong."),
        (set_in(["course", "title"], ""), "course.title: This field cannot be blank."),
        (set_in(["course", "level"], "expert"), "course.level: Value 'expert' is not a valid choice."),
        (set_in(["lessons", 1, "duration_minutes"], True), "“lessons[1].duration_minutes” is missing or wrong."),
        (set_in(["lessons", 1, "duration_minutes"], 0), "lessons[1].duration_minutes: Ensure this value is greater"),
        (set_in(["quizzes", 0, "questions"], ["q99"]), "“quizzes[0].questions: q99” is missing or wrong."),
        (set_in(["guidelines"], []), "The course refers to “how-we-post”, which the file does not contain."),
        (
            set_in(["lessons", 0, "body", 1, "type"], "hologram"),
            "“lessons[0].body[1]” is a block of type “hologram”, which this site does not support.",
        ),
        (set_in(["lessons", 0, "body", 2, "value"], "x"), "“lessons[0].body[2]” is missing or wrong."),
        (set_in(["lessons", 0, "body", 7, "value"], "x"), "“lessons[0].body” is missing or wrong."),
        (
            set_in(["lessons", 0, "body", 5, "value", "tone"], "angry"),
            "The lesson “Follow” contains a block that is not valid: Select a valid choice.",
        ),
    ],
)
def test_course_file_with_a_mistake_names_it_and_leaves_nothing(content, elsewhere, change, sentence):
    content = repacked(content, change=change)
    before = everything()

    with pytest.raises(CourseFileError) as refusal:
        read(content, elsewhere)

    assert sentence in str(refusal.value)
    assert everything() == before


def test_course_file_without_its_pictures_is_refused(content, elsewhere):
    pictures = [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if name.startswith("images/")]

    with pytest.raises(CourseFileError, match=r"^The file refers to “images/.*” but does not contain it\."):
        read(repacked(content, without=pictures[-1:]), elsewhere)


def test_picture_that_is_none_is_refused(content, elsewhere):
    picture = next(name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if name.startswith("images/"))
    before = everything()

    with pytest.raises(CourseFileError, match="Upload a valid image"):
        read(repacked(content, without=[picture], parts={picture: b"<svg onload='alert(1)'>"}), elsewhere)

    assert everything() == before


def test_document_of_a_kind_that_the_site_does_not_take_is_refused(content, elsewhere):
    content = repacked(content, change=set_in(["documents", 0, "file_name"], "page.html"))

    with pytest.raises(CourseFileError, match="File extension “html” is not allowed"):
        read(content, elsewhere)


def test_text_of_a_course_file_brings_no_script(content, elsewhere):
    evil = '<p onclick="x()">Hello<script>x()</script> <a href="javascript:x()">you</a></p><iframe src="//x"></iframe>'
    content = repacked(content, change=set_in(["lessons", 0, "body", 0, "value"], evil))

    report = read(content, elsewhere)

    lesson = LessonPage.objects.child_of(report.course).order_by("path").first()
    assert lesson.body[0].value.source == "<p>Hellox() <a>you</a></p>"
