"""The firm's guidelines, which courses share, and who has acknowledged them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from courses.catalog.models import AuthoredSnippet
from courses.guidelines.querysets import GuidelineProposalQuerySet
from lms.pages.translations import TranslatableQuerySet, TranslatableSnippet, unique_in_language

LONGEST_PROPOSAL = 1000


class Guideline(index.Indexed, TranslatableSnippet, AuthoredSnippet):
    """A rule of conduct of the firm. Learners acknowledge one version of it; a new version asks them again."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120)
    body = RichTextField(_("text"), features=["h3", "bold", "italic", "ol", "ul", "link"])
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Raise this number when the meaning changes. Everyone is then asked to acknowledge the new text."),
    )

    panels = [
        TitleFieldPanel("title", targets=["slug"], placeholder=False),
        FieldPanel("slug"),
        FieldPanel("body"),
        FieldPanel("version", read_only=True, help_text=_("Learners accept one version.")),
        FieldPanel("asks_again"),  # of its form
        PublishingPanel(),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("body")]

    objects = TranslatableQuerySet.as_manager()

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")
        ordering = ["title"]
        constraints = [unique_in_language("slug", "lms_courses_guideline")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("lms_courses:guideline", args=[self.pk])

    def get_preview_template(self, request, mode_name):
        return "lms_courses/guidelines/guideline_preview.html"

    def get_preview_context(self, request, mode_name):
        return super().get_preview_context(request, mode_name) | {"activity": {"guideline": self}}


class GuidelineProposal(models.Model):
    """A change to a guideline that a learner proposes. Facilitators take open ones up in a brainstorm."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN_UP = "taken_up", _("taken up in a brainstorm")
        ADOPTED = "adopted", _("adopted")
        DECLINED = "declined", _("declined")

    guideline = models.ForeignKey(
        Guideline, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("guideline")
    )
    version = models.PositiveIntegerField(_("version"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lms_guideline_proposals",
        verbose_name=_("proposed by"),
    )
    text = models.TextField(_("proposal"), max_length=LONGEST_PROPOSAL)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    answer = models.TextField(
        _("answer"), max_length=1000, blank=True, help_text=_("The person who proposed it will see this.")
    )
    created_at = models.DateTimeField(_("proposed on"), auto_now_add=True)

    objects = GuidelineProposalQuerySet.as_manager()

    panels = [
        FieldPanel("guideline", read_only=True),
        FieldPanel("version", read_only=True),
        FieldPanel("learner", read_only=True),
        FieldPanel("text", read_only=True),
        FieldPanel("status"),
        FieldPanel("answer"),
    ]

    class Meta:
        verbose_name = _("proposal for a guideline")
        verbose_name_plural = _("proposals for guidelines")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.guideline}: {self.text[:60]}"

    def clean(self):
        if self.status in (self.Status.ADOPTED, self.Status.DECLINED) and not self.answer.strip():
            raise ValidationError(
                {"answer": _("Give a reason in one sentence. The person who proposed it will see it.")}
            )


class Acknowledgment(models.Model):
    """A learner's dated acceptance of one version of a guideline."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lms_acknowledgments",
        verbose_name=_("learner"),
    )
    guideline = models.ForeignKey("lms_courses.Guideline", on_delete=models.PROTECT, related_name="acknowledgments")
    version = models.PositiveIntegerField(_("version"))
    created_at = models.DateTimeField(_("acknowledged on"), auto_now_add=True)

    class Meta:
        verbose_name = _("acknowledgment")
        verbose_name_plural = _("acknowledgments")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "guideline", "version"], name="lms_courses_one_acknowledgment_a_version"
            )
        ]

    def __str__(self):
        return f"{self.learner}: {self.guideline} {self.version}"
