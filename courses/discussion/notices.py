"""Who is told of a post under a lesson, and the telling."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks import task

from courses.discussion.models import DiscussionPost, DiscussionSubscription
from courses.discussion.querysets import readers_of
from lms.notices.sending import Outcome, already_sent, send_notice

#: How long after a post was written or edited people are still told of it, should they not have been reached before.
WINDOW = timedelta(hours=12)


def addressees_of(post):
    """Return the accounts to be told of `post`: who followed the discussion then or is called by name, and may read it.

    No one is told of their own post, and no one of one that is hidden or deleted by now.
    """
    course = post.lesson.get_course()
    readers = readers_of(course).exclude(pk=post.author_id)
    if post.is_hidden or post.is_deleted or not (course.has_discussion and course.live and post.lesson.live):
        return readers.none()
    followed = DiscussionSubscription.objects.filter(
        lesson=post.lesson, user=OuterRef("pk"), created_at__lte=post.created_at
    )
    return readers.filter(Exists(followed) | Q(lms_mentions=post)).distinct()


@task()
def tell_of_post(post_id, only=None):
    """Mail a post to those it concerns; `only` keeps those of them with these ids."""
    post = DiscussionPost.objects.written_since(timezone.now() - WINDOW).filter(pk=post_id).first()
    if post:  # Else its lesson is gone, or it is old.
        tell_people(post, only)


def retry_posts(*, now):
    """Tell those of late posts whom a mail about them could not be sent to. Returns how many mails were sent."""
    return sum(tell_people(post) for post in DiscussionPost.objects.written_since(now - WINDOW).readable())


def tell_people(post, only=None):
    """Mail `post` to those it concerns and who were not told. Returns how many mails were sent."""
    people = addressees_of(post).select_related("lms_profile")
    if only is not None:
        people = people.filter(pk__in=only)
    keys = {f"post:{post.pk}:user:{person.pk}": person for person in people}
    told = already_sent(keys)
    called = {user.pk for user in post.mentions.all()}
    outcomes = [
        send_notice(
            key=key,
            recipient=person,
            template="lms_courses/discussion/mails/post.html",
            context={"post": post, "is_called": person.pk in called},
            page=post.lesson,
        )
        for key, person in keys.items()
        if key not in told
    ]
    return outcomes.count(Outcome.SENT)
