"""Who is told of a post under a lesson."""

from .models import DiscussionPost
from .querysets import readers_of


def addressees_of(post):
    """Return the accounts to be told of `post`: who follows the discussion or is called by name, and may read it.

    Nobody is told of their own post, and nobody of one that is hidden or deleted by now.
    """
    if post.is_hidden or post.is_deleted:
        return readers_of(None).none()
    readers = readers_of(post.lesson.get_course()).exclude(pk=post.author_id)
    return (readers.filter(lms_subscriptions__lesson=post.lesson) | readers.filter(lms_mentions=post)).distinct()


def tell_of_post(post_id, *, only=None):
    """Send a notice of a post to those it concerns; `only` keeps those of them with these ids."""
    post = DiscussionPost.objects.select_related("author", "lesson").get(pk=post_id)
    people = addressees_of(post)
    if only is not None:
        people = people.filter(pk__in=only)
    return list(people)
