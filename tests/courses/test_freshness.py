"""What is kept for all visitors is never older than the last change, and never holds what is one person's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction
from wagtail.models import PageViewRestriction

from courses.models import CoursePage, LessonPage, Quiz
from lms.caching.cache import cached, invalidate, read_version
from lms.models import Brand
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory

ROOT = Path(__file__).parents[2]


@pytest.fixture
def course(db):
    """A course of two lessons; the second holds a quiz and a guideline."""
    course = CoursePageFactory(title="First posts", requirement_keys=["quizzes", "guidelines"])
    LessonPageFactory(course=course, title="Write")
    body = [("quiz", {"quiz": QuizFactory(title="Check")}), ("guideline", {"guideline": GuidelineFactory()})]
    LessonPageFactory(course=course, title="Publish", body=body)
    return course


@pytest.fixture
def learner(client, course):
    learner = LearnerFactory(first_name="Odile")
    client.force_login(learner)
    EnrollmentFactory(course=course, learner=learner)
    return learner


def lesson_called(title):
    return LessonPage.objects.get(title=title)


def publish_another(course):
    LessonPageFactory(course=course, title="Reply")


def unpublish(course):
    lesson_called("Write").unpublish()


def delete(course):
    lesson_called("Write").delete()


def move_away(course):
    lesson_called("Write").move(CoursePageFactory(), pos="last-child")


def change_order(course):
    lesson_called("Publish").move(lesson_called("Write"), pos="left")


def rename(course):
    lesson = lesson_called("Write")
    lesson.title = "Write and answer"
    lesson.save_revision().publish()


def change_address(course):
    lesson = lesson_called("Write")
    lesson.slug = "elsewhere"
    lesson.save_revision().publish()


def change_address_of_the_course(course):
    course.slug = "elsewhere"
    course.save_revision().publish()


def unpublish_quiz(course):
    Quiz.objects.get().unpublish()


def rename_quiz(course):
    quiz = Quiz.objects.get()
    quiz.title = "Check yourself"
    quiz.save_revision().publish()


def take_quiz_out(course):
    lesson = lesson_called("Publish")
    lesson.body = [("paragraph", "<p>No quiz.</p>")]
    lesson.save_revision().publish()


def raise_guideline(course):
    guideline = lesson_called("Publish").lesson_guidelines.get().guideline
    guideline.title, guideline.version = "New rules", 2
    guideline.save_revision().publish()


def schedule_class(course):
    ScheduledClassFactory(course=course, title="In the canteen")


def rename_firm(course):
    Brand.objects.update_or_create(site_id=1, defaults={"organization_name": "Alder Works"})


CHANGES = {
    publish_another: ('href="{url}reply/"', True),
    unpublish: ('href="{url}write/"', False),
    delete: ('href="{url}write/"', False),
    move_away: ('href="{url}write/"', False),
    rename: ("Write and answer", True),
    change_address: ('href="{url}elsewhere/"', True),
    change_address_of_the_course: ("/elsewhere/publish/", True),
    unpublish_quiz: ("Pass the quiz", False),
    rename_quiz: ("Check yourself", True),
    take_quiz_out: ("Pass the quiz", False),
    raise_guideline: ("New rules", True),
    schedule_class: ("In the canteen", True),
}


@pytest.mark.row("V6")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_course_page_shows_a_change_at_once(client, learner, course, change):
    words, is_there = CHANGES[change]
    words = words.format(url=course.url)
    assert (words in client.get(course.url).content.decode()) is not is_there

    change(course)

    html = client.get(CoursePage.objects.get(pk=course.pk).url).content.decode()
    assert (words in html) is is_there


@pytest.mark.row("V6")
def test_lesson_page_follows_the_order_of_its_course(client, learner, course):
    assert 'rel="next"' in client.get(lesson_called("Write").url).content.decode()

    change_order(course)

    html = client.get(lesson_called("Write").url).content.decode()
    assert 'rel="next"' not in html
    assert f'<a rel="prev" href="{lesson_called("Publish").url}">' in html


def test_unpublished_lesson_is_gone_and_a_moved_one_leads_to_where_it_is(client, learner, course):
    old = {title: lesson_called(title).url for title in ("Write", "Publish")}
    assert {client.get(url).status_code for url in old.values()} == {200}

    unpublish(course)
    lesson_called("Publish").move(CoursePageFactory(), pos="last-child")

    assert client.get(old["Write"]).status_code == 404
    assert client.get(old["Publish"])["Location"] == lesson_called("Publish").url


def test_restriction_counts_from_the_next_request_on(client, learner, course):
    lesson = lesson_called("Write")
    assert client.get(lesson.url).status_code == 200

    restriction = PageViewRestriction.objects.create(
        page=course, restriction_type=PageViewRestriction.PASSWORD, password="long-enough"
    )

    assert "password" in client.get(lesson.url).content.decode()
    restriction.delete()
    assert "lms-lesson" in client.get(lesson.url).content.decode()


def test_brand_shows_on_the_next_page(client, learner, course):
    assert "Alder Works" not in client.get("/learning/").content.decode()

    rename_firm(course)

    assert "Alder Works" in client.get("/learning/").content.decode()


@pytest.mark.row("V6")
def test_pages_of_two_people_differ_in_all_that_is_their_own(client, course, learner):
    """Both orders, so that neither of them is the one whose visit fills the memory."""
    other = LearnerFactory(first_name="Bruno")
    EnrollmentFactory(course=course, learner=other)
    client.force_login(learner)
    client.post(f"/learning/lessons/{lesson_called('Write').pk}/done/")
    invalidate()
    for first, second in ((learner, other), (other, learner)):
        pages = {}
        for user in (first, second, first):
            client.force_login(user)
            pages[user] = (
                client.get(course.url).content.decode() + client.get(lesson_called("Write").url).content.decode()
            )
        assert ("Odile" in pages[learner], "Bruno" in pages[learner]) == (True, False)
        assert ("Odile" in pages[other], "Bruno" in pages[other]) == (False, True)
        assert ("1 of 2 done" in pages[learner], "0 of 2 done" in pages[learner]) == (True, False)
        assert ("1 of 2 done" in pages[other], "0 of 2 done" in pages[other]) == (False, True)
        assert ("is-done" in pages[learner], "is-done" in pages[other]) == (True, False)
        invalidate()


def test_visitors_without_an_account_never_get_what_somebody_signed_in_has_filled(client, course, learner):
    client.get(course.url)
    client.logout()

    html = client.get(course.url).content.decode()

    assert "Odile" not in html
    assert "Sign out" not in html
    assert "Sign in to enroll" in html


def test_preview_neither_fills_the_memory_nor_shows_from_it(client, learner, course):
    lesson = lesson_called("Write")
    client.get(lesson.url)
    lesson.title = "Draft title"
    lesson.save_revision()

    client.force_login(TrainerFactory())
    preview = client.get(f"/admin/pages/{lesson.pk}/view_draft/").content.decode()

    assert "<h1>Draft title</h1>" in preview
    client.force_login(learner)
    assert "Draft title" not in client.get(lesson.url).content.decode()


def test_signed_form_works_from_a_page_that_was_kept(course):
    """The token of the form is the visitor's own, not that of whoever came first."""
    from django.test import Client

    strict = [Client(enforce_csrf_checks=True) for _ in range(2)]
    lesson = lesson_called("Write")
    for browser in strict:
        user = LearnerFactory()
        EnrollmentFactory(course=course, learner=user)
        browser.force_login(user)
    pages = [browser.get(lesson.url).content.decode() for browser in strict]

    for browser, html in zip(strict, pages, strict=True):
        token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        answer = browser.post(f"/learning/lessons/{lesson.pk}/done/", {"csrfmiddlewaretoken": token})
        assert answer.status_code == 302


def test_rolled_back_change_is_not_kept(course):
    def title():
        return CoursePage.objects.get().title

    with transaction.atomic():
        course.title = "Never said"
        course.save()
        assert cached(read_version(), ("test.title",), title) == "Never said"
        transaction.set_rollback(True)

    assert cached(read_version(), ("test.title",), title) == "First posts"
    invalidate()
    assert cached(read_version(), ("test.title",), title) == "First posts"


OTHER_PROCESS = """
import django
django.setup()
from courses.models import LessonPage
lesson = LessonPage.objects.get(title="Write")
lesson.title = "Written elsewhere"
lesson.save_revision().publish()
"""


@pytest.mark.row("V6")
@pytest.mark.django_db(transaction=True)
def test_change_by_another_process_is_seen_at_once(client, course, learner):
    """The processes share nothing but the database."""
    assert "Written elsewhere" not in client.get(course.url).content.decode()
    database = connection.settings_dict
    is_file = connection.vendor == "sqlite"
    url = f"sqlite:///{database['NAME']}" if is_file else postgres_url(database)

    subprocess.run([sys.executable, "-c", OTHER_PROCESS], check=True, cwd=ROOT, env=os.environ | {"DATABASE_URL": url})

    assert "Written elsewhere" in client.get(course.url).content.decode()
    assert "<h1>Written elsewhere</h1>" in client.get(lesson_called("Written elsewhere").url).content.decode()


def postgres_url(database):
    user = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    return f"postgres://{user}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
