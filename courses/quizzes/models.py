"""The question bank, and the quizzes that draw from it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PublishingPanel,
    TitleFieldPanel,
)
from wagtail.admin.widgets.slug import SlugInput
from wagtail.models import Orderable
from wagtail.search import index

from courses.catalog.models import AuthoredSnippet
from courses.quizzes.querysets import GRACE, AttemptQuerySet, QuestionQuerySet, QuizQuerySet
from lms.pages.translations import TranslatableSnippet, unique_in_language


class QuestionTag(TaggedItemBase):
    content_object = ParentalKey("lms_courses.Question", on_delete=models.CASCADE, related_name="tagged_items")


class QuizTag(TaggedItemBase):
    content_object = ParentalKey("lms_courses.Quiz", on_delete=models.CASCADE, related_name="tagged_items")


class Question(index.Indexed, TranslatableSnippet, AuthoredSnippet):
    """An item of the question bank, marked on the server.

    What its `answers` mean depends on its kind: choices of which some are right; for a short answer the texts
    accepted; for an ordering the items in their right order; for a matching pairs of `text` and `match`.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("One right answer")
        MULTIPLE = "multiple", _("Several right answers")
        TRUE_FALSE = "true_false", _("True or false")
        SHORT = "short", _("Short answer")
        ORDERING = "ordering", _("Put in order")
        MATCHING = "matching", _("Match pairs")
        SCENARIO = "scenario", _("Scenario: a post to judge")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SINGLE)
    text = models.TextField(_("question"), max_length=1000)
    scenario = models.TextField(
        _("post to judge"),
        max_length=2000,
        blank=True,
        help_text=_("For a scenario, the post to judge. Would it break the guidelines?"),
    )
    scenario_author = models.CharField(_("who wrote it"), max_length=80, blank=True)
    explanation = models.TextField(
        _("explanation"),
        max_length=1000,
        blank=True,
        help_text=_("Shown to everyone after they answer. Explain why the answer is right."),
    )

    tags = ClusterTaggableManager(
        through=QuestionTag,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("A quiz can draw from all questions with a tag."),
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        MultiFieldPanel([FieldPanel("scenario_author"), FieldPanel("scenario")], heading=_("Scenario")),
        InlinePanel(
            "answers",
            heading=_("Answers"),
            label=_("Answer"),
            help_text=_(
                "For choices, mark what is right. For short answers, enter every accepted text. For “Put in "
                "order”, enter the items in the right order. For “Match pairs”, enter both halves of each pair."
            ),
            min_num=1,
            max_num=10,
        ),
        FieldPanel("explanation"),
        FieldPanel("tags"),
        PublishingPanel(),
    ]
    search_fields = [index.SearchField("text"), index.AutocompleteField("text"), index.FilterField("kind")]

    objects = QuestionQuerySet.as_manager()

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["text"]

    def __str__(self):
        return self.text or gettext("(no text yet)")

    @property
    def preview_modes(self):
        return [("", _("Question")), ("answered", _("Result"))]

    def get_preview_template(self, request, mode_name):
        return "lms_courses/quizzes/quiz_preview.html"

    def get_preview_context(self, request, mode_name):
        from courses.quizzes.presenters import preview_question  # noqa: PLC0415 - presenters are above models

        return super().get_preview_context(request, mode_name) | preview_question(self, is_answered=bool(mode_name))


class Answer(Orderable):
    """One choice of a question."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(_("answer"), max_length=300)
    match = models.CharField(
        _("belongs to"), max_length=300, blank=True, help_text=_("For pairs, the other half, such as a meaning.")
    )
    is_correct = models.BooleanField(_("right"), default=False)
    feedback = models.CharField(
        _("feedback"), max_length=300, blank=True, help_text=_("Shown to those who chose this answer.")
    )

    panels = [FieldPanel("text"), FieldPanel("match"), FieldPanel("is_correct"), FieldPanel("feedback")]

    class Meta(Orderable.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self):
        return self.text


class Quiz(index.Indexed, TranslatableSnippet, AuthoredSnippet):
    """Questions that a lesson asks together, and how many must be right to pass.

    They are those listed, then `draw_count` more at random from the questions with one of the quiz's tags.
    """

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percentage of questions that must be right to pass."),
    )
    draw_count = models.PositiveSmallIntegerField(
        _("questions to draw"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_("How many more questions to draw at random for each attempt from those with one of these tags."),
    )
    tags = ClusterTaggableManager(through=QuizTag, blank=True, verbose_name=_("draw from tags"))
    shuffles = models.BooleanField(
        _("shuffle"), default=False, help_text=_("Show questions and answers in a different order for each attempt.")
    )
    attempt_limit = models.PositiveSmallIntegerField(
        _("attempts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave blank for unlimited attempts."),
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Time for one attempt, by the server's clock. Leave blank for no limit."),
    )

    panels = [
        MultiFieldPanel(
            [TitleFieldPanel("title"), FieldPanel("slug", widget=SlugInput), FieldPanel("pass_percent")],
            heading=_("Quiz"),
        ),
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("Question")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("draw_count"), FieldPanel("tags")])], heading=_("Draw at random")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("attempt_limit"), FieldPanel("time_limit_minutes")]), FieldPanel("shuffles")],
            heading=_("Attempts"),
        ),
        PublishingPanel(),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    objects = QuizQuerySet.as_manager()

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]
        constraints = [
            unique_in_language("slug", "lms_courses_quiz"),
            models.CheckConstraint(
                condition=models.Q(pass_percent__range=(1, 100)), name="lms_courses_quiz_pass_percent_1_to_100"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def needs_beginning(self):
        """Whether learners press "Begin": what is drawn, limited or timed starts at a moment that they choose."""
        return bool(self.draw_count or self.attempt_limit or self.time_limit_minutes)

    def get_preview_template(self, request, mode_name):
        return "lms_courses/quizzes/quiz_preview.html"

    def get_preview_context(self, request, mode_name):
        from courses.quizzes.presenters import preview_quiz  # noqa: PLC0415 - presenters are above models

        return super().get_preview_context(request, mode_name) | preview_quiz(self)


class QuizQuestion(Orderable):
    """A question's place in a quiz."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="quiz_questions")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="quiz_questions", verbose_name=_("question")
    )

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "question"], name="lms_courses_question_once_a_quiz")]

    def __str__(self):
        return str(self.question)


class Attempt(models.Model):
    """One try at a quiz. While `submitted_at` is empty it is under way, and nothing is marked.

    question_ids: the questions asked in this try, in the order shown.
    answers: {question id as a string: what was answered}, saved as the learner goes; the shape depends on the kind:
        a list of answer ids for choices and, in the chosen order, for orderings; a text for a short answer;
        {answer id as a string: answer id whose `match` was chosen} for pairs.
    marks: {question id as a string: whether it was right}, as last marked.
    """

    enrollment = models.ForeignKey("lms_courses.Enrollment", on_delete=models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey("lms_courses.Quiz", on_delete=models.PROTECT, related_name="attempts")
    submission_key = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Sent with the form, so that a double click is one attempt."
    )
    answers = models.JSONField(_("answers"), default=dict)
    question_ids = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    points = models.PositiveSmallIntegerField(_("right answers"), default=0)
    max_points = models.PositiveSmallIntegerField(_("questions"), default=0)
    is_passed = models.BooleanField(_("passed"), default=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    deadline_at = models.DateTimeField(_("time is up"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "submission_key"], name="lms_courses_attempt_sent_once"),
            models.UniqueConstraint(
                fields=["enrollment", "quiz"],
                condition=Q(submitted_at__isnull=True),
                name="lms_courses_one_attempt_under_way",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | Q(is_passed=False), name="lms_courses_passed_was_submitted"
            ),
            models.CheckConstraint(condition=Q(points__lte=F("max_points")), name="lms_courses_points_within_maximum"),
        ]

    def __str__(self):
        return f"{self.enrollment.learner}: {self.quiz}, {self.points}/{self.max_points}"

    @property
    def percent(self):
        """Right answers in percent, rounded down, so that 100 means all."""
        return 100 * self.points // self.max_points if self.max_points else 0

    @property
    def is_overdue(self):
        """Whether it is under way though its time is up, so that nothing more is accepted."""
        return self.submitted_at is None and self.deadline_at is not None and timezone.now() > self.deadline_at + GRACE

    @property
    def ran_out_of_time(self):
        """Whether it was closed when its time was up, with what had been saved: then it ends at its deadline."""
        return self.deadline_at is not None and self.submitted_at == self.deadline_at

    @property
    def seconds_left(self):
        """Whole seconds until the deadline, never negative; None without a time limit."""
        if self.deadline_at is None:
            return None
        return max(0, int((self.deadline_at - timezone.now()).total_seconds()))
