"""The rules of a discussion: who is heard, who is told, what stays."""

import uuid
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from courses.discussion.actions import (
    delete_post,
    edit_post,
    follow_discussion,
    hide_post,
    report_post,
    submit_post,
    unhide_post,
)
from courses.discussion.notices import addressees_of, tell_of_post
from courses.models import DiscussionPost, DiscussionReport, DiscussionSubscription
from courses.reminders.actions import send_reminders
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.discussion import DiscussionPostFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.row("L10")]


@pytest.fixture
def course(db):
    return CoursePageFactory()


@pytest.fixture
def lesson(course):
    return LessonPageFactory(course=course)


def learner_of(course, **names):
    return EnrollmentFactory(course=course, learner=LearnerFactory(**names)).learner


def post_in(lesson, author, text="Who has done this?", **kwargs):
    return submit_post(
        lesson=lesson, author=author, text=text, **{"submission_key": uuid.uuid4(), "parent": None} | kwargs
    )


def shown(text, names=()):
    return Template("{% load lms_discussion %}{{ text|lms_plain_text:names }}").render(
        Context({"text": text, "names": names})
    )


def test_post_sent_twice_is_one_even_after_it_was_deleted(course, lesson):
    author, key = learner_of(course), uuid.uuid4()
    first = post_in(lesson, author, submission_key=key)
    assert post_in(lesson, author, submission_key=key) == first

    delete_post(post=first, by=author)
    again = post_in(lesson, author, submission_key=key)

    assert (DiscussionPost.objects.count(), again.text) == (1, "")


def test_post_with_the_key_of_somebody_else_is_refused(course, lesson):
    key = uuid.uuid4()
    post_in(lesson, learner_of(course), submission_key=key)

    with pytest.raises(RuleError, match="Send it again"):
        post_in(lesson, learner_of(course), submission_key=key)


@pytest.mark.parametrize(
    ("text", "sentence"), [(" \r\n ", "Write something"), ("x" * 3001, "3000 characters; it has 3001")]
)
def test_post_that_says_nothing_or_too_much_is_refused(course, lesson, text, sentence):
    with pytest.raises(RuleError, match=sentence):
        post_in(lesson, learner_of(course), text)


def test_reply_to_a_reply_joins_its_thread(course, lesson):
    author = learner_of(course)
    thread = post_in(lesson, author)
    reply = post_in(lesson, author, parent=thread)

    assert post_in(lesson, author, parent=reply).parent == thread


def test_hidden_thread_takes_no_reply_and_no_change(course, lesson, logged):
    author, trainer = learner_of(course), TrainerFactory()
    thread = post_in(lesson, author)
    hide_post(post=thread, by=trainer)
    hide_post(post=thread, by=trainer)

    with pytest.raises(RuleError, match="hidden this thread"):
        post_in(lesson, author, parent=DiscussionPost.objects.get())
    with pytest.raises(RuleError, match="hidden this post"):
        edit_post(post=thread, text="Again", by=author)
    unhide_post(post=thread, by=trainer)
    assert [(action, user) for action, user, _data in logged(lesson)] == [
        ("lms_courses.hide_post", trainer),
        ("lms_courses.unhide_post", trainer),
    ]


def test_edited_post_says_so_and_the_same_text_does_not(course, lesson):
    author = learner_of(course)
    post = post_in(lesson, author, "First")

    assert edit_post(post=post, text="First ", by=author).edited_at is None
    assert edit_post(post=post, text="Second", by=author).edited_at is not None
    with pytest.raises(RuleError, match="Only the author"):
        edit_post(post=post, text="Third", by=learner_of(course))


def test_deleted_post_keeps_its_replies_and_settles_its_reports(course, lesson):
    author, reader = learner_of(course), learner_of(course)
    thread = post_in(lesson, author, f"Ask @{reader.get_username()}")
    reply = post_in(lesson, reader, parent=thread)
    report_post(post=thread, by=reader)
    delete_post(post=thread, by=author)
    thread.refresh_from_db()

    assert (thread.text, list(thread.mentions.all())) == ("", [])
    assert list(DiscussionPost.objects.threads().with_text_or_replies()) == [thread]
    assert not DiscussionReport.objects.open().exists()
    delete_post(post=reply, by=reader)
    assert not DiscussionPost.objects.threads().with_text_or_replies().exists()


def test_report_counts_once_and_is_settled_by_hiding(course, lesson):
    reader, post = learner_of(course), post_in(lesson, learner_of(course))
    report_post(post=post, by=reader, reason="Rude")
    report_post(post=post, by=reader, reason="Very rude")
    assert [report.reason for report in DiscussionReport.objects.open()] == ["Rude"]
    assert [post.open_reports[0].reporter for post in DiscussionPost.objects.reported()] == [reader]

    hide_post(post=post, by=TrainerFactory())
    assert not DiscussionPost.objects.reported().exists()


def test_own_post_cannot_be_reported(course, lesson):
    author = learner_of(course)

    with pytest.raises(RuleError, match="your own post"):
        report_post(post=post_in(lesson, author), by=author)


def test_those_who_follow_or_are_called_are_told_if_they_may_read(course, lesson):
    author, follower, called, withdrawn = (learner_of(course) for _number in range(4))
    stranger, trainer = LearnerFactory(), TrainerFactory()
    for user in (follower, withdrawn, stranger):
        follow_discussion(lesson=lesson, user=user)
    withdrawn.lms_enrollments.update(status="withdrawn")
    names = " ".join(f"@{user.get_username()}," for user in (called, trainer, stranger, author))

    post = post_in(lesson, author, f"Please look, {names}")

    assert set(addressees_of(post)) == {follower, called, trainer}
    assert DiscussionSubscription.objects.filter(lesson=lesson, user=author).count() == 1
    hidden = hide_post(post=post, by=trainer)
    assert not addressees_of(hidden).exists()


def test_mails_reach_those_it_concerns_once(course, lesson, mailoutbox, django_capture_on_commit_callbacks):
    author, follower, called = (learner_of(course) for _number in range(3))
    follow_discussion(lesson=lesson, user=follower)
    with django_capture_on_commit_callbacks(execute=True):
        post = post_in(lesson, author, f"<b>Look</b> @{called.get_username()}\nat this")
    tell_of_post.func(post.pk)

    by_address = {mail.to[0].split("<")[1].rstrip(">"): mail for mail in mailoutbox}
    assert (len(mailoutbox), set(by_address)) == (2, {follower.email, called.email})
    assert "mentioned you" in by_address[called.email].subject
    assert "<b>Look</b> @" in by_address[follower.email].body
    assert "<b>Look" not in by_address[follower.email].alternatives[0].content
    assert f"/learning/lessons/{lesson.pk}/discussion/?post={post.pk}" in by_address[follower.email].body

    with django_capture_on_commit_callbacks(execute=True):
        edit_post(post=post, text=f"Look @{called.get_username()} and @{follower.get_username()}", by=author)
    assert len(mailoutbox) == 2


def test_mail_of_a_post_that_failed_is_tried_again_for_those_who_followed_then(course, lesson, mailoutbox, settings):
    author, follower, late = (learner_of(course) for _number in range(3))
    follow_discussion(lesson=lesson, user=follower)
    post = post_in(lesson, author)
    follow_discussion(lesson=lesson, user=late)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    tell_of_post.func(post.pk)
    assert mailoutbox == []

    settings.EMAIL_BACKEND = working
    assert [send_reminders() for _run in range(2)] == [1, 0]
    assert [follower.email in mail.to[0] for mail in mailoutbox] == [True]


def test_old_post_is_told_to_nobody_until_it_is_edited(course, lesson, mailoutbox):
    author, called = learner_of(course), learner_of(course)
    post = post_in(lesson, author, f"Look, @{called.get_username()}")
    DiscussionPost.objects.update(created_at=timezone.now() - timedelta(days=3))
    tell_of_post.func(post.pk)
    assert (send_reminders(), len(mailoutbox)) == (0, 0)

    edit_post(post=post, text=f"Look at this, @{called.get_username()}", by=author)
    tell_of_post.func(post.pk)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("text", "username", "is_called"),
    [
        ("Ask @ada.", "ada", True),
        ("(@ada)", "ada", True),
        ("@ada@firm.example knows", "ada@firm.example", True),
        ("mail ada@ada or https://social.example/@ada", "ada", False),
        ("@adamant", "ada", False),
    ],
)
def test_mention_is_an_at_sign_and_a_user_name(course, lesson, text, username, is_called):
    ada = learner_of(course, username=username)

    post = post_in(lesson, learner_of(course), text)

    assert list(post.mentions.all()) == ([ada] if is_called else [])
    assert (f'<span class="lms-mention">@{username}</span>' in shown(text, {username})) == is_called


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1)) javascript:alert(1)",
        'https://a.example/"onmouseover="alert(1)',
        "https://a.example/<svg/onload=alert(1)>",
        '@<b>ada</b> @ada"><script>',
    ],
)
def test_hostile_text_stays_text(text):
    html = shown(text, {"ada"})

    rest = html
    for harmless in ("<p>", "</p>", "</a>", "</span>", '<span class="lms-mention">', '" rel="nofollow ugc noopener">'):
        rest = rest.replace(harmless, "")
    rest = rest.replace('<a href="https://a.example/', "")
    assert not set("<>\"'") & set(rest), html


def test_links_and_lines_of_a_post_are_kept():
    def link(url):
        return f'<a href="{url}" rel="nofollow ugc noopener">{url}</a>'

    assert shown("See https://a.example/x_(y), or:\nb\n\nc https://a.example/z).") == (
        f"<p>See {link('https://a.example/x_(y)')}, or:<br>b</p>\n<p>c {link('https://a.example/z')}).</p>"
    )


def test_deep_link_to_a_post_finds_its_page(course, lesson):
    from courses.discussion.presenters import build_discussion

    oldest = DiscussionPostFactory(lesson=lesson)
    DiscussionPostFactory.create_batch(20, lesson=lesson)
    reply = DiscussionPostFactory(lesson=lesson, parent=oldest)

    found = build_discussion(lesson, learner_of(course), post_id=reply.pk)

    assert (found.page_obj.number, [card.post for card in found.threads]) == (2, [oldest])
