"""The discussion under a lesson: threads of posts, who follows them, what was reported."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.discussion.querysets import DiscussionPostQuerySet, DiscussionReportQuerySet

LONGEST_POST = 3000
LONGEST_REASON = 300


class DiscussionPost(models.Model):
    """A post under a lesson. One without a `parent` begins a thread; replies are one level deep.

    A post that its author deleted keeps its row without the text: replies need it, and a late repetition of the form
    must not bring it back.
    """

    wagtail_reference_index_ignore = True

    lesson = models.ForeignKey("lms_courses.LessonPage", on_delete=models.CASCADE, related_name="discussion_posts")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    prompt_id = models.UUIDField(null=True, blank=True, help_text="The discussion prompt of the lesson it answers.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lms_discussion_posts",
        verbose_name=_("author"),
    )
    text = models.TextField(_("post"), max_length=LONGEST_POST)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="lms_mentions")
    submission_key = models.UUIDField(unique=True, help_text="Sent with the form: a double click is one post.")
    created_at = models.DateTimeField(_("posted on"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    change_number = models.PositiveIntegerField(
        default=0, editable=False, help_text="Of its last change, among all under the lesson; 0: as it was posted."
    )

    objects = DiscussionPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion post")
        verbose_name_plural = _("discussion posts")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["lesson", "parent"], name="lms_courses_post_thread")]

    def __str__(self):
        return f"{self.author}: {self.text[:60]}"

    def get_absolute_url(self):
        return f"{reverse('lms_courses:discussion', args=[self.lesson_id])}?post={self.pk}#post-{self.pk}"

    @property
    def is_deleted(self):
        return self.text == ""

    @property
    def is_hidden(self):
        return self.hidden_at is not None


class DiscussionSubscription(models.Model):
    """Someone who is told by mail of new posts under a lesson."""

    wagtail_reference_index_ignore = True

    lesson = models.ForeignKey("lms_courses.LessonPage", on_delete=models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_subscriptions")
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["lesson", "user"], name="lms_courses_subscribed_once")]

    def __str__(self):
        return f"{self.user}: {self.lesson}"


class DiscussionReport(models.Model):
    """Someone's word to the trainers that a post should be looked at."""

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(DiscussionPost, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_reports_made")
    reason = models.CharField(_("what is wrong"), max_length=LONGEST_REASON, blank=True)
    created_at = models.DateTimeField(_("reported on"), auto_now_add=True)
    settled_at = models.DateTimeField(_("resolved on"), null=True, blank=True)

    objects = DiscussionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["post", "reporter"], name="lms_courses_reported_once")]

    def __str__(self):
        return f"{self.post}"
