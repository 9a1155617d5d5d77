"""What courses are made from and share: social tools, guidelines, questions and quizzes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, RevisionMixin
from wagtail.search import index

from ..querysets import GuidelineQuerySet


class SocialTool(index.Indexed, models.Model):
    """A social tool that the firm uses, with what an example post must know of it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    post_word = models.CharField(
        _("word for a post"), max_length=30, default="post", help_text=_("What the tool calls a post: post, message …")
    )
    character_limit = models.PositiveIntegerField(
        _("character limit"), default=500, validators=[MinValueValidator(1)], help_text=_("Characters in one post.")
    )
    url_length = models.PositiveSmallIntegerField(
        _("length of a link"),
        default=0,
        help_text=_("Characters that any link counts for (23 on Mastodon and X); 0 counts it as written."),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("post_word"), FieldPanel("character_limit"), FieldPanel("url_length")]),
        FieldPanel("logo"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("social tool")
        verbose_name_plural = _("social tools")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Guideline(RevisionMixin, index.Indexed, models.Model):
    """A rule of conduct of the firm. Learners acknowledge one version of it; a new version asks them again."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    body = RichTextField(_("text"), features=["h3", "bold", "italic", "ol", "ul", "link"])
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Raise it when the meaning changes: everybody is then asked to acknowledge the new text."),
    )

    objects = GuidelineQuerySet.as_manager()

    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("body"), FieldPanel("version")]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("body")]

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")
        ordering = ["title"]

    def __str__(self):
        return self.title


class Question(index.Indexed, ClusterableModel):
    """An item of the question bank, marked on the server."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("One right answer")
        MULTIPLE = "multiple", _("Several right answers")
        TRUE_FALSE = "true_false", _("True or false")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SINGLE)
    text = models.TextField(_("question"), max_length=1000)
    explanation = models.TextField(
        _("explanation"), max_length=1000, blank=True, help_text=_("Shown to everybody after answering: why it is so.")
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        InlinePanel("answers", heading=_("Answers"), label=_("Answer"), min_num=2, max_num=10),
        FieldPanel("explanation"),
    ]
    search_fields = [index.SearchField("text"), index.AutocompleteField("text")]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["text"]

    def __str__(self):
        return self.text

    @property
    def takes_several(self):
        return self.kind == self.Kind.MULTIPLE


class Answer(Orderable):
    """One choice of a question."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(_("answer"), max_length=300)
    is_correct = models.BooleanField(_("right"), default=False)
    feedback = models.CharField(
        _("feedback"), max_length=300, blank=True, help_text=_("Shown to those who chose this answer.")
    )

    panels = [FieldPanel("text"), FieldPanel("is_correct"), FieldPanel("feedback")]

    class Meta(Orderable.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self):
        return self.text


class Quiz(index.Indexed, ClusterableModel):
    """Questions that a lesson asks together, and how many must be right to pass."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percent of the questions that must be right."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("slug"), FieldPanel("pass_percent")]),
        InlinePanel("quiz_questions", heading=_("Questions"), label=_("Question"), min_num=1),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_percent__range=(1, 100)), name="lms_courses_quiz_pass_percent_1_to_100"
            )
        ]

    def __str__(self):
        return self.title


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
