"""Notes and reflections: private, never overwritten unseen, shared only by their writer."""

import pytest
from django.urls import reverse

from courses.models import Note, Reflection
from courses.notes.actions import save_note, save_reflection
from courses.notes.exceptions import NoteConflictError
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.discussion import NoteFactory, ReflectionFactory
from tests.factories.users import AdminFactory, LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("L9")]

AS_JSON = {"Accept": "application/json"}


@pytest.fixture
def course(db):
    return CoursePageFactory()


@pytest.fixture
def lesson(course):
    return LessonPageFactory(
        course=course, body=[("reflection", {"question": "Whom will you follow?", "hint": "One name."})]
    )


@pytest.fixture
def learner(course, client):
    user = EnrollmentFactory(course=course).learner
    client.force_login(user)
    return user


@pytest.fixture
def note_url(lesson):
    return reverse("lms_courses:note", args=[lesson.pk])


def block_of(lesson):
    return lesson.body[0].id


def reflect(client, lesson, text, **fields):
    url = reverse("lms_courses:reflection_save", args=[lesson.pk, block_of(lesson)])
    return client.post(url, {"text": text, **fields})


def test_note_is_saved_as_one_types_and_stands_beside_the_lesson(client, lesson, learner, note_url):
    first = client.post(note_url, {"text": "One\r\nline", "version": ""}, headers=AS_JSON)
    second = client.post(note_url, {"text": "Two", "version": first.json()["version"]}, headers=AS_JSON)

    note = Note.objects.get(learner=learner, lesson=lesson)
    assert (note.text, second.json()) == ("Two", {"version": note.version})
    assert f'name="version" value="{note.version}"' in client.get(lesson.url).content.decode()


def test_note_saved_by_the_button_leads_back_to_the_lesson(client, lesson, learner, note_url):
    assert client.post(note_url, {"text": "One", "version": ""}).url == f"{lesson.url}#my-notes"
    assert client.post(note_url, {"text": " ", "version": Note.objects.get().version}).status_code == 302
    assert not Note.objects.exists()


@pytest.mark.parametrize("headers", [{}, AS_JSON], ids=["form", "autosave"])
def test_second_tab_overwrites_nothing_it_has_not_seen(client, lesson, learner, note_url, headers):
    client.post(note_url, {"text": "From the first tab", "version": ""})
    refused = client.post(note_url, {"text": "From the second tab", "version": ""}, headers=headers)
    stored = Note.objects.get()

    assert refused.status_code == 409
    assert stored.text == "From the first tab"
    shown = refused.content.decode()
    assert "changed in another window" in shown
    assert "From the first tab" in shown
    if headers:
        assert refused.json()["version"] == stored.version
    else:
        assert "From the second tab" in shown
    again = client.post(note_url, {"text": "From the second tab", "version": stored.version}, headers=headers)
    assert again.status_code in (200, 302)
    assert Note.objects.get().text == "From the second tab"


@pytest.mark.parametrize("text", ["Deleted here, changed there", ""])
def test_note_deleted_in_one_tab_and_written_in_another_is_not_lost(lesson, learner, text):
    note = NoteFactory(lesson=lesson, learner=learner)
    version = note.version
    save_note(lesson=lesson, learner=learner, text="", version=version)

    if text:
        with pytest.raises(NoteConflictError):
            save_note(lesson=lesson, learner=learner, text=text, version=version)
    else:
        assert save_note(lesson=lesson, learner=learner, text=text, version=version) is None


def test_note_saved_twice_changes_nothing(lesson, learner):
    note = save_note(lesson=lesson, learner=learner, text="One", version="")

    assert save_note(lesson=lesson, learner=learner, text="One", version="").updated_at == note.updated_at


def test_note_that_is_too_long_is_kept_in_the_field(client, lesson, learner, note_url):
    answer = client.post(note_url, {"text": "x" * 10001, "version": ""})

    assert answer.status_code == 422
    assert "10000 characters. It has 10001" in answer.content.decode()


def test_nobody_reads_the_notes_of_somebody_else(client, lesson, learner, note_url):
    NoteFactory(lesson=lesson, text="Quite private", learner=EnrollmentFactory(course=lesson.get_course()).learner)
    for reader in (learner, TrainerFactory(), AdminFactory()):
        client.force_login(reader)
        pages = [note_url, lesson.url, reverse("lms_courses:notes"), reverse("wagtailadmin_home")]
        for page in [*pages, reverse("wagtailadmin_pages:usage", args=[lesson.pk])]:
            shown = client.get(page, follow=True).content.decode()
            assert "Quite private" not in shown
            assert str(Note.objects.get()) not in shown
    client.force_login(LearnerFactory())
    assert client.get(note_url).status_code == 404
    assert client.post(note_url, {"text": "Mine", "version": ""}).status_code == 404


def test_notes_stay_ones_own_after_leaving_the_course(client, lesson, learner, note_url):
    NoteFactory(lesson=lesson, learner=learner, text="Still mine")
    learner.lms_enrollments.update(status="withdrawn")

    assert "Still mine" in client.get(note_url).content.decode()
    assert "Still mine" in client.get(reverse("lms_courses:notes")).content.decode()


def test_page_of_notes_finds_words_and_costs_the_same_for_one_and_three(client, course, learner, count_queries):
    page, counts = reverse("lms_courses:notes"), []
    for number in range(3):
        lesson = LessonPageFactory(course=course, body=[("reflection", {"question": f"Why {number}?"})])
        NoteFactory(lesson=lesson, learner=learner, text=f"<i>Note {number}</i>")
        ReflectionFactory(lesson=lesson, learner=learner, block_id=block_of(lesson), text=f"Because {number}")
        NoteFactory(lesson=lesson)
        counts.append(count_queries(lambda: client.get(page)))
    assert counts[2] == counts[0]

    found = client.get(page, {"q": "because 1"})
    text = found.content.decode()
    assert [writing.lesson.title for writing in found.context["page_obj"]] == [
        Note.objects.get(text="<i>Note 1</i>").lesson.title
    ]
    assert "&lt;i&gt;Note 1&lt;/i&gt;" in text
    assert "Why 1?" in text
    assert "None of your notes contains “nowhere”" in client.get(page, {"q": "nowhere"}).content.decode()


def test_reflection_is_private_until_shared_and_again_after(client, lesson, learner):
    reader = EnrollmentFactory(course=lesson.get_course()).learner
    readers, shared_page = (
        (reader, TrainerFactory()),
        reverse("lms_courses:reflections", args=[lesson.pk, block_of(lesson)]),
    )

    def is_read():
        seen = set()
        for user in readers:
            client.force_login(user)
            seen |= {"I follow Odile" in client.get(page).content.decode() for page in (lesson.url, shared_page)}
        client.force_login(learner)
        (answer,) = seen
        return answer

    assert reflect(client, lesson, "I follow Odile").url == f"{lesson.url}#reflection-{block_of(lesson)}"
    assert "I follow Odile" in client.get(lesson.url).content.decode()
    assert not is_read()
    reflect(client, lesson, "I follow Odile", is_shared="on")
    assert is_read()
    reflection = Reflection.objects.get()
    client.force_login(reader)
    assert client.post(reverse("lms_courses:reflection_unshare", args=[reflection.pk])).status_code == 404
    client.force_login(learner)
    client.post(reverse("lms_courses:reflection_unshare", args=[reflection.pk]))
    assert not is_read()


def test_reflection_is_for_those_on_the_course_and_for_questions_of_the_lesson(client, lesson, learner):
    elsewhere = LessonPageFactory(body=[("reflection", {"question": "Why?"})])
    other_block = reverse("lms_courses:reflection_save", args=[lesson.pk, block_of(elsewhere)])
    assert client.post(other_block, {"text": "x"}).status_code == 404
    client.force_login(LearnerFactory())

    assert reflect(client, lesson, "x").status_code == 404
    assert client.get(reverse("lms_courses:reflections", args=[lesson.pk, block_of(lesson)])).status_code == 404
    assert not Reflection.objects.exists()


def test_empty_reflection_deletes_what_was_there(client, lesson, learner):
    assert reflect(client, lesson, " ").status_code == 422
    reflect(client, lesson, "One")
    reflect(client, lesson, "One")
    assert Reflection.objects.count() == 1
    reflect(client, lesson, "")
    assert not Reflection.objects.exists()
    with pytest.raises(RuleError, match="Write your answer"):
        save_reflection(lesson=lesson, learner=learner, block_id=block_of(lesson), text="", is_shared=False)


def test_lesson_costs_the_same_for_one_shared_reflection_and_for_many(client, course, learner, count_queries):
    lesson = LessonPageFactory(
        course=course, body=[("reflection", {"question": "Why?"}), ("reflection", {"question": "How?"})]
    )
    counts = []
    for number in range(8):
        for block in lesson.body:
            ReflectionFactory(lesson=lesson, block_id=block.id, is_shared=True, text=f"Answer {number}")
            ReflectionFactory(lesson=lesson, block_id=block.id, text="Not for you")
        counts.append(count_queries(lambda: client.get(lesson.url)))
    page = client.get(lesson.url).content.decode()

    assert counts[7] == counts[1]
    assert "What colleagues wrote (8)" in page
    assert (page.count("Answer 7"), page.count("Answer 3"), page.count("Answer 2")) == (2, 2, 0)
    assert "Not for you" not in page
