"""Who is told of a post under a lesson, and the telling."""

from django_tasks import task

from lms.notices import send_notice

from .models import DiscussionPost
from .querysets import readers_of


def addressees_of(post):
    """Return the accounts to be told of `post`: who follows the discussion or is called by name, and may read it.

    Nobody is told of their own post, and nobody of one that is hidden or deleted by now.
    """
    course = post.lesson.get_course()
    readers = readers_of(course).exclude(pk=post.author_id)
    if post.is_hidden or post.is_deleted or not (course.has_discussion and course.live and post.lesson.live):
        return readers.none()
    return (readers.filter(lms_subscriptions__lesson=post.lesson) | readers.filter(lms_mentions=post)).distinct()


@task()
def tell_of_post(post_id, only=None):
    """Mail a post to those it concerns; `only` keeps those of them with these ids."""
    post = DiscussionPost.objects.filter(pk=post_id).select_related("author", "lesson").first()
    if post is None:  # The lesson is gone.
        return
    people = addressees_of(post).select_related("lms_profile")
    if only is not None:
        people = people.filter(pk__in=only)
    called = {user.pk for user in post.mentions.all()}
    for person in people:
        send_notice(
            key=f"post:{post.pk}:user:{person.pk}",
            recipient=person,
            template="lms_courses/mails/post.html",
            context={"post": post, "is_called": person.pk in called},
        )
