"""The discussion under a lesson, as one person sees it."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Max
from django.urls import reverse

from courses.catalog.blocks import DiscussionBlock
from courses.catalog.models import LessonPage
from courses.discussion.models import DiscussionPost, DiscussionReport, DiscussionSubscription
from lms.accounts.people import handle_of, name_of
from lms.roles.permissions import can_teach

THREADS_A_PAGE = 20


@dataclass
class Unsent:
    """A form that was sent with a mistake: what was typed, and the sentence that says what to do.

    `place` says which form it was: ("new", None), ("reply", id of the thread), ("edit", id) or ("report", id).
    """

    place: tuple
    text: str
    error: str
    key: str = ""


@dataclass
class PostCard:
    """A post and what its reader may do with it. `unsent` is that reader's form for it that was sent with a mistake."""

    post: DiscussionPost
    is_mine: bool
    may_moderate: bool
    has_reported: bool
    prompt: str = ""
    replies: list = field(default_factory=list)
    unsent: Unsent | None = None

    @property
    def may_read(self):
        """Whether the text is shown: of a hidden post to trainers and to its author only."""
        return not self.post.is_deleted and (not self.post.is_hidden or self.is_mine or self.may_moderate)

    @property
    def author(self):
        return name_of(self.post.author)

    @property
    def names(self):
        """The user names that are mentions, not just words after an @."""
        called = self.post.mentions.all()
        return {name for user in called for name in (handle_of(user), user.get_username())}


@dataclass
class Discussion:
    """One page of threads under a lesson, the newest first.

    newest_id, last_change, oldest_thread_id: what the page shows; by them it asks for what has come since.
    """

    lesson: LessonPage
    threads: list
    page_obj: object
    is_following: bool
    prompts: dict
    prompt_id: str = ""
    unsent: Unsent | None = None
    newest_id: int = 0
    last_change: int = 0

    @property
    def url(self):
        return reverse("lms_courses:discussion", args=[self.lesson.pk])

    @property
    def prompt(self):
        """The question that the threads answer where only those of one prompt are shown."""
        return self.prompts.get(self.prompt_id, "")

    @property
    def query(self):
        """The filter of the page, for the addresses of other pages."""
        return f"prompt={self.prompt_id}&" if self.prompt else ""

    @property
    def oldest_thread_id(self):
        return min((card.post.pk for card in self.threads), default=0)

    @property
    def is_live(self):
        """Whether new posts come in by themselves: on the first page, and not among the answers to one prompt."""
        return self.page_obj.number == 1 and not self.prompt


def discussion_prompts(lesson):
    """Return {block id: question} of the discussion prompts in the text of `lesson`."""
    return {block.id: block.value["question"] for block in lesson.body if isinstance(block.block, DiscussionBlock)}


class CardMaker:
    """Makes cards of posts for one reader, in one query for all that they have reported."""

    def __init__(self, posts, user, *, prompts, unsent=None):
        self.user, self.prompts, self.unsent = user, prompts, unsent
        self.may_moderate = can_teach(user)
        reports = DiscussionReport.objects.filter(reporter=user, post__in=[post.pk for post in posts])
        self.reported = set(reports.values_list("post_id", flat=True))

    def make(self, post, replies=()):
        is_unsent = self.unsent is not None and self.unsent.place[1] == post.pk
        return PostCard(
            post=post,
            is_mine=post.author_id == self.user.pk,
            may_moderate=self.may_moderate,
            has_reported=post.pk in self.reported,
            prompt=self.prompts.get(str(post.prompt_id), ""),
            replies=[self.make(reply) for reply in replies],
            unsent=self.unsent if is_unsent else None,
        )


def page_of_thread(threads, post):
    """Return the number of the page of `threads`, newest first, that `post` or the thread of `post` is on."""
    return threads.filter(pk__gt=post.parent_id or post.pk).count() // THREADS_A_PAGE + 1


def build_discussion(lesson, user, *, page=1, post_id=None, prompt_id="", unsent=None):
    """Return the `Discussion` of `lesson` in a number of queries that does not grow with the posts.

    page: number of the page; post_id: show the page that holds this post instead.
    prompt_id: keep the threads that answer this prompt of the lesson, if it is one.
    """
    prompts = discussion_prompts(lesson)
    posts = lesson.discussion_posts.all()
    last_change = posts.aggregate(last=Max("change_number"))["last"] or 0  # Before the posts: told twice, never missed.
    threads = posts.threads().with_text_or_replies().order_by("-pk")
    if prompt_id in prompts:
        threads = threads.filter(prompt_id=prompt_id)
    if post_id and (wanted := posts.filter(pk=post_id).first()):
        page = page_of_thread(threads, wanted)
    page_obj = Paginator(threads.with_people(), THREADS_A_PAGE).get_page(page)
    roots = list(page_obj.object_list)
    replies = {}
    for reply in posts.filter(parent__in=roots).written().with_people().order_by("pk"):
        replies.setdefault(reply.parent_id, []).append(reply)
    shown = [*roots, *(reply for under in replies.values() for reply in under)]
    maker = CardMaker(shown, user, prompts=prompts, unsent=unsent)
    return Discussion(
        lesson=lesson,
        threads=[maker.make(root, replies.get(root.pk, ())) for root in roots],
        page_obj=page_obj,
        is_following=DiscussionSubscription.objects.filter(lesson=lesson, user=user).exists(),
        prompts=prompts,
        prompt_id=prompt_id if prompt_id in prompts else "",
        unsent=unsent,
        newest_id=max((post.pk for post in shown), default=0),
        last_change=last_change,
    )


@dataclass
class News:
    """What has come since a page was made: new threads, new replies to the threads that it shows, and changed posts."""

    threads: list
    replies: list
    changed: list
    newest_id: int
    last_change: int

    @property
    def count(self):
        """How many posts are new."""
        return len(self.threads) + len(self.replies)


def build_news(lesson, user, *, after, after_change, oldest_thread_id):
    """Return the `News` after the post `after` and the change `after_change`, or None, in one query, without any.

    oldest_thread_id: the last thread that the page shows; what is under older ones is left out.
    """
    posts = lesson.discussion_posts.news(after=after, after_change=after_change).with_people().order_by("pk")
    threads, replies, changed = [], [], []
    for post in posts:
        if (post.parent_id or post.pk) < oldest_thread_id:
            continue
        if post.pk <= after:
            changed.append(post)
        elif post.parent_id is None:
            threads.append(post)
        else:
            replies.append(post)
    if not threads and not replies and not changed:
        return None
    under = {}
    for reply in replies:
        under.setdefault(reply.parent_id, []).append(reply)
    new = {thread.pk for thread in threads}
    told = [*threads, *replies, *changed]
    maker = CardMaker(told, user, prompts=discussion_prompts(lesson))
    return News(
        threads=[maker.make(thread, under.get(thread.pk, ())) for thread in threads],
        replies=[maker.make(reply) for reply in replies if reply.parent_id not in new],
        changed=[maker.make(post) for post in changed],
        newest_id=max(after, *(post.pk for post in told)),
        last_change=max(after_change, *(post.change_number for post in told)),
    )
