"""The discussion over HTTP: who gets in, what comes back after a mistake, what costs how much."""

import re
import uuid

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from courses.discussion.actions import POSTS, delete_post, edit_post, hide_post, unhide_post
from courses.models import DiscussionPost, DiscussionReport, DiscussionSubscription
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.discussion import DiscussionPostFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("L10")]

BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def course(db):
    return CoursePageFactory()


@pytest.fixture
def lesson(course):
    return LessonPageFactory(
        course=course, body=[("paragraph", "<p>Read.</p>"), ("discussion", {"question": "What did you try?"})]
    )


@pytest.fixture
def learner(course, client):
    user = EnrollmentFactory(course=course).learner
    client.force_login(user)
    return user


def url(name, pk):
    return reverse(f"lms_courses:{name}", args=[pk])


def form(text, **fields):
    return {"text": text, "submission_key": uuid.uuid4(), **fields}


@pytest.mark.parametrize("who", ["stranger", "withdrawn"])
def test_whoever_may_not_read_the_lesson_finds_no_discussion(client, lesson, course, who):
    user = LearnerFactory() if who == "stranger" else EnrollmentFactory(course=course, status="withdrawn").learner
    post = DiscussionPostFactory(lesson=lesson)
    own = DiscussionPostFactory(lesson=lesson, author=user)
    client.force_login(user)

    answers = [client.get(url(name, lesson.pk)) for name in ("discussion", "discussion_news", "discussion_people")]
    answers += [client.post(url(name, lesson.pk), form("Hello")) for name in ("post_create", "follow_discussion")]
    answers += [client.post(url(name, own.pk), form("Hello")) for name in ("post_edit", "post_delete")]
    answers += [client.post(url("post_report", post.pk))]

    assert {answer.status_code for answer in answers} == {404}
    assert DiscussionPost.objects.count() == 2


def test_course_without_discussion_has_none(client, lesson, course, learner):
    assert "lms-lesson-discussion" in client.get(lesson.url).content.decode()
    course.has_discussion = False
    course.save_revision().publish()

    assert client.get(url("discussion", lesson.pk)).status_code == 404
    assert client.post(url("post_create", lesson.pk), form("Hello")).status_code == 404
    assert "lms-lesson-discussion" not in client.get(lesson.url).content.decode()


@pytest.mark.parametrize("name", ["post_edit", "post_delete", "post_hide", "dismiss_reports"])
def test_post_of_somebody_else_cannot_be_touched(client, lesson, learner, name):
    post = DiscussionPostFactory(lesson=lesson, text="Mine")

    assert client.post(url(name, post.pk), form("Yours")).status_code == 404
    post.refresh_from_db()
    assert (post.text, post.hidden_at) == ("Mine", None)


def test_posting_leads_to_the_post_and_a_repetition_to_the_same(client, lesson, learner):
    sent = form("Who has done this?")
    first = client.post(url("post_create", lesson.pk), sent)
    second = client.post(url("post_create", lesson.pk), sent)

    post = DiscussionPost.objects.get()
    assert first.url == second.url == f"/learning/lessons/{lesson.pk}/discussion/?post={post.pk}#post-{post.pk}"
    assert "Who has done this?" in client.get(first.url).content.decode()
    assert DiscussionSubscription.objects.filter(user=learner, lesson=lesson).count() == 1


@pytest.mark.parametrize("headers", [{}, BY_HTMX], ids=["page", "htmx"])
def test_post_that_is_too_long_comes_back_with_a_sentence(client, lesson, learner, headers):
    answer = client.post(url("post_create", lesson.pk), form("x" * 3001, parent=""), headers=headers)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Shorten your post to 3000 characters; it has 3001." in page
    assert "x" * 3001 in page
    assert ("<html" in page) == (not headers)


def test_reply_to_a_hidden_thread_comes_back_in_its_place(client, lesson, learner):
    thread = DiscussionPostFactory(lesson=lesson, hidden_at="2026-01-01T00:00Z")

    answer = client.post(url("post_create", lesson.pk), form("Why?", parent=thread.pk))

    assert answer.status_code == 409
    assert "A trainer has hidden this thread" in answer.content.decode()


def test_reply_to_a_thread_of_another_lesson_is_404(client, lesson, learner):
    elsewhere = DiscussionPostFactory()

    assert client.post(url("post_create", lesson.pk), form("Hello", parent=elsewhere.pk)).status_code == 404


def test_answer_to_a_prompt_stands_among_the_answers(client, lesson, learner):
    prompt = next(block.id for block in lesson.body if block.block_type == "discussion")
    DiscussionPostFactory(lesson=lesson, text="Something else")
    client.post(url("post_create", lesson.pk), form("I tried it", prompt=prompt))

    page = client.get(url("discussion", lesson.pk), {"prompt": prompt}).content.decode()

    assert str(DiscussionPost.objects.get(text="I tried it").prompt_id) == prompt
    assert "What did you try?" in page
    assert "I tried it" in page
    assert "Something else" not in page


def test_hidden_post_is_read_by_its_author_and_trainers_only(client, lesson, learner):
    post = DiscussionPostFactory(lesson=lesson, text="Rude words", hidden_at="2026-01-01T00:00Z")
    page = url("discussion", lesson.pk)
    assert "Rude words" not in client.get(page).content.decode()
    assert client.post(url("post_report", post.pk)).status_code == 404

    EnrollmentFactory(course=lesson.get_course(), learner=post.author)
    for reader in (post.author, TrainerFactory()):
        client.force_login(reader)
        assert "Rude words" in client.get(page).content.decode()


def test_trainer_settles_what_was_reported(client, lesson, learner):
    first, second = DiscussionPostFactory.create_batch(2, lesson=lesson)
    for post in (first, second, second):
        assert client.post(url("post_report", post.pk), {"reason": "<b>Rude</b>"}).status_code == 302
    assert client.get(reverse("lms_courses:reported_posts")).status_code == 403
    client.force_login(TrainerFactory())
    queue = client.get(reverse("lms_courses:reported_posts"))
    assert [post.pk for post in queue.context["page_obj"]] == [first.pk, second.pk]
    assert "&lt;b&gt;Rude&lt;/b&gt;" in queue.content.decode()

    client.post(url("post_hide", first.pk), {"queue": "1"})
    client.post(url("dismiss_reports", second.pk))

    assert not DiscussionReport.objects.open().exists()
    assert "No reported posts" in client.get(reverse("lms_courses:reported_posts")).content.decode()
    assert list(DiscussionPost.objects.filter(hidden_at__isnull=True)) == [second]


def test_news_are_what_came_since_and_cost_nothing_when_there_are_none(client, lesson, learner):
    thread = DiscussionPostFactory(lesson=lesson)
    news = url("discussion_news", lesson.pk)
    assert client.get(news, {"after": thread.pk, "from": thread.pk}).status_code == 204

    reply = DiscussionPostFactory(lesson=lesson, parent=thread, text="A reply")
    new = DiscussionPostFactory(lesson=lesson, text="A thread")
    DiscussionPostFactory(lesson=lesson, text="Not for you", hidden_at="2026-01-01T00:00Z")
    page = client.get(news, {"after": thread.pk, "from": thread.pk}).content.decode()

    assert "2 new posts." in page
    assert f'hx-swap-oob="beforeend:#thread-{thread.pk}-replies"' in page
    assert f'value="{new.pk}" hx-swap-oob="true"' in page
    assert "Not for you" not in page
    assert client.get(news, {"after": new.pk, "from": reply.pk}).status_code == 204


def test_changes_of_posts_reach_pages_that_are_open(client, lesson, learner):
    author, trainer = EnrollmentFactory(course=lesson.get_course()).learner, TrainerFactory()
    thread = DiscussionPostFactory(lesson=lesson, author=author, text="At first")
    reply = DiscussionPostFactory(lesson=lesson, parent=thread, author=author, text="Rude words")
    seen = {"after": reply.pk, "changed": 0, "from": thread.pk}

    def news():
        answer = client.get(url("discussion_news", lesson.pk), seen)
        if answer.status_code == 204:
            return ""
        seen["changed"] = answer.context["news"].last_change
        return answer.content.decode()

    board = client.get(url("discussion", lesson.pk)).content.decode()
    assert 'id="discussion-changed" name="changed" value="0"' in board
    assert news() == ""
    edit_post(post=thread, text="Said better", by=author)
    page = news()
    assert f'id="post-{thread.pk}" tabindex="-1" hx-swap-oob="true"' in page
    assert "Said better" in page
    assert "new post" not in page
    assert news() == ""

    hide_post(post=reply, by=trainer)
    page = news()
    assert ("A trainer has hidden this post" in page, "Rude words" in page) == (True, False)
    unhide_post(post=reply, by=trainer)
    assert "Rude words" in news()
    delete_post(post=reply, by=author)
    page = news()
    assert ("Deleted by the author" in page, "Rude words" in page) == (True, False)
    board = client.get(url("discussion", lesson.pk)).content.decode()
    assert f'id="discussion-changed" name="changed" value="{seen["changed"]}"' in board


def test_browser_of_somebody_signed_out_stops_asking(client, lesson):
    assert client.get(url("discussion_news", lesson.pk)).status_code == 286


def test_browser_of_somebody_signed_out_is_sent_to_sign_in_as_a_whole(client, lesson):
    here = f"http://testserver{lesson.url}"
    answer = client.post(url("post_create", lesson.pk), form("Hello"), headers=BY_HTMX | {"HX-Current-URL": here})

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == f"/learning/sign-in/?next={lesson.url}"


def test_names_are_suggested_from_the_course_only(client, lesson, course, learner):
    EnrollmentFactory(course=course, learner=LearnerFactory(username="ada", first_name="Ada", last_name="Byron"))
    LearnerFactory(username="adam", first_name="Adam")

    people = client.get(url("discussion_people", lesson.pk), {"q": "ad"}).json()["people"]

    assert people == [{"username": "ada", "name": "Ada Byron"}]


def test_discussion_costs_the_same_for_one_post_and_for_three(client, lesson, learner, count_queries):
    counts = []
    for _number in range(3):
        thread = DiscussionPostFactory(lesson=lesson)
        DiscussionPostFactory(lesson=lesson, parent=thread).mentions.add(learner)
        thread.mentions.add(learner)
        counts.append(count_queries(lambda: client.get(url("discussion", lesson.pk))))
        thread.reports.create(reporter=learner)

    assert counts[2] == counts[0] <= 16


@pytest.mark.row("R18")
def test_somebody_who_writes_on_and_on_has_to_wait_and_keeps_the_text(client, lesson, learner, mailoutbox):
    follower = EnrollmentFactory(course=lesson.get_course()).learner
    DiscussionSubscription.objects.create(lesson=lesson, user=follower)
    address = url("post_create", lesson.pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answers = [client.post(address, form(f"Post {n}"), headers=BY_HTMX) for n in range(POSTS.limit + 10)]

    assert [answer.status_code for answer in answers] == [302] * POSTS.limit + [429] * 10
    assert len(mailoutbox) == DiscussionPost.objects.count() == POSTS.limit
    page = answers[-1].content.decode()
    assert re.search(r"Too many attempts\. Try again in \d minutes?\.", page)
    assert f">Post {POSTS.limit + 9}</textarea>" in page

    post = DiscussionPost.objects.first()
    assert client.post(url("post_edit", post.pk), form("Another text")).status_code == 429
    assert client.post(url("post_edit", post.pk), form(post.text)).status_code == 302
    colleague = Client()
    colleague.force_login(follower)
    assert colleague.post(address, form("Stop it, please")).status_code == 302
