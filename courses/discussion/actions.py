"""What people do in the discussion under a lesson, and what trainers do to keep it kind."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.catalog.models import LessonPage
from courses.discussion.mentions import mentioned_names
from courses.discussion.models import (
    LONGEST_POST,
    LONGEST_REASON,
    DiscussionPost,
    DiscussionReport,
    DiscussionSubscription,
)
from courses.discussion.notices import tell_of_post
from courses.discussion.querysets import people_named, readers_of
from lms.accounts.throttling import Throttle
from lms.exceptions import RuleError
from lms.jobs.queue import enqueue

#: Posts and changes of one person. Each is mailed to whoever follows the discussion, so a script must not write on.
POSTS = Throttle("lms_courses.posts", limit=20, seconds=300)


def check_text(text):
    """Return `text` as it is stored. Raises RuleError for an empty or too long one."""
    text = "\n".join(text.split("\r\n")).strip()
    if not text:
        raise RuleError(_("Write something first."))
    if len(text) > LONGEST_POST:
        raise RuleError(
            _("Shorten your post to %(most)s characters; it has %(length)s.")
            % {"most": LONGEST_POST, "length": len(text)}
        )
    return text


def note_mentions(post):
    """Keep who is called by name in `post`, of those who may read it, and return who is new among them."""
    names = mentioned_names(post.text)
    people = people_named(names, readers_of(post.lesson.get_course())) if names else []
    before = {user.pk for user in post.mentions.all()}
    post.mentions.set(people)
    return [user for user in people if user.pk not in before and user.pk != post.author_id]


@transaction.atomic
def submit_post(*, lesson, author, text, submission_key, parent=None, prompt_id=None):
    """Store a post of `author`, who from then on is told of others. The same `submission_key` again changes nothing.

    Args:
        parent: the post that it replies to; a reply to a reply joins its thread.
        prompt_id: id of the discussion prompt of the lesson that a new thread answers.

    Raises:
        ThrottledError: the author has written too much in too short a time.
        RuleError: the text is empty or too long, or a trainer has hidden the thread.
    """
    _wait_for_turn(lesson.pk)
    if stored := DiscussionPost.objects.filter(submission_key=submission_key).first():
        if stored.author_id != author.pk:
            raise RuleError(_("This post was not saved. Send it again."))
        return stored
    text = check_text(text)
    if parent:
        parent = parent.parent or parent
        if parent.is_hidden:
            raise RuleError(_("A trainer has hidden this thread, so no one can reply. Start a new one."))
    POSTS.take_or_raise(author.pk)
    post = DiscussionPost.objects.create(
        lesson=lesson,
        parent=parent,
        prompt_id=None if parent else prompt_id,
        author=author,
        text=text,
        submission_key=submission_key,
    )
    note_mentions(post)
    follow_discussion(lesson=lesson, user=author)
    transaction.on_commit(lambda: enqueue(tell_of_post, post.pk))
    return post


def _wait_for_turn(lesson_id):
    """Let what happens under a lesson happen one after the other.

    So no one who asks for what came after a post, or after a change, ever misses one.
    """
    LessonPage.objects.select_for_update().order_by().values_list("page_ptr").get(pk=lesson_id)


def _lock(post):
    _wait_for_turn(post.lesson_id)
    return DiscussionPost.objects.select_for_update().get(pk=post.pk)


def _save_change(post, *fields):
    """Save `fields`, and number the change, so that pages that are open learn of it."""
    last = DiscussionPost.objects.filter(lesson=post.lesson_id).aggregate(last=Max("change_number"))["last"]
    post.change_number = last + 1
    post.save(update_fields=[*fields, "change_number"])


@transaction.atomic
def edit_post(*, post, text, by):
    """Change the text of an own post, which then says that it was edited. The same text again changes nothing.

    Raises:
        ThrottledError: the author has written too much in too short a time.
        RuleError: it is someone else's, deleted or hidden, or the text is empty or too long.
    """
    post = _lock(post)
    if post.author_id != by.pk:
        raise RuleError(_("Only the author can edit a post."))
    if post.is_deleted:
        raise RuleError(_("You have deleted this post. Write a new one."))
    if post.is_hidden:
        raise RuleError(_("A trainer has hidden this post, so you cannot edit it. Talk to the trainer."))
    text = check_text(text)
    if text != post.text:
        POSTS.take_or_raise(by.pk)
        post.text, post.edited_at = text, timezone.now()
        _save_change(post, "text", "edited_at")
        if newly_mentioned := [str(user.pk) for user in note_mentions(post)]:
            transaction.on_commit(lambda: enqueue(tell_of_post, post.pk, newly_mentioned))
    return post


@transaction.atomic
def delete_post(*, post, by):
    """Take the text of an own post away for good; replies to it stay. Safe to repeat.

    Raises:
        RuleError: it is someone else's.
    """
    post = _lock(post)
    if post.author_id != by.pk:
        raise RuleError(_("Only the author can delete a post."))
    if not post.is_deleted:
        post.text, post.edited_at = "", timezone.now()
        _save_change(post, "text", "edited_at")
        post.mentions.clear()
        _settle_reports(post)
    return post


def _settle_reports(post):
    return post.reports.open().update(settled_at=timezone.now())


def _log(post, action, by):
    log(
        instance=post.lesson,
        action=f"lms_courses.{action}",
        user=by,
        data={"post": post.pk, "author": str(post.author)},
    )


@transaction.atomic
def hide_post(*, post, by):
    """Let only trainers and its author read a post, and settle what was reported about it. Safe to repeat."""
    post = _lock(post)
    if not post.is_hidden:
        post.hidden_at, post.hidden_by = timezone.now(), by
        _save_change(post, "hidden_at", "hidden_by")
        _log(post, "hide_post", by)
    _settle_reports(post)
    return post


@transaction.atomic
def unhide_post(*, post, by):
    """Show a hidden post again. Safe to repeat."""
    post = _lock(post)
    if post.is_hidden:
        post.hidden_at = post.hidden_by = None
        _save_change(post, "hidden_at", "hidden_by")
        _log(post, "unhide_post", by)
    return post


@transaction.atomic
def report_post(*, post, by, reason=""):
    """Tell the trainers that a post should be looked at; once for each person. Returns the `DiscussionReport`.

    Raises:
        RuleError: it is one's own, or deleted.
    """
    if post.author_id == by.pk:
        raise RuleError(_("This is your own post. Edit or delete it instead."))
    if post.is_deleted:
        raise RuleError(_("The author has already deleted this post."))
    report, _is_new = DiscussionReport.objects.get_or_create(
        post=post, reporter=by, defaults={"reason": reason.strip()[:LONGEST_REASON]}
    )
    return report


@transaction.atomic
def dismiss_reports(*, post, by):
    """Leave a reported post as it is. Safe to repeat."""
    if _settle_reports(post):
        _log(post, "dismiss_reports", by)


def follow_discussion(*, lesson, user):
    """Tell `user` by mail of new posts under `lesson`. Safe to repeat."""
    DiscussionSubscription.objects.get_or_create(lesson=lesson, user=user)


def unfollow_discussion(*, lesson, user):
    DiscussionSubscription.objects.filter(lesson=lesson, user=user).delete()
