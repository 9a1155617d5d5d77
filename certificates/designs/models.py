"""How certificates look and what they say."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from certificates.designs.blocks import CertificateContentBlock, default_content
from certificates.designs.previews import serve_template_preview
from certificates.designs.querysets import CertificateTemplateQuerySet
from lms.pages.fields import BlockFreeStreamField
from lms.pages.translations import TranslatableSnippet


class CertificateTemplate(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableSnippet):
    """How certificates look and what they say. Only its published state is printed.

    `is_default` and the courses it is for belong to the object as a whole: they are changed by an action, never by
    publishing a draft.
    """

    class Design(models.TextChoices):
        CLASSIC = "classic", _("Classic: centered, woven frame and seal")
        MODERN = "modern", _("Modern: large name, colored band")
        PLAIN = "plain", _("Plain: black on white, for any printer")

    name = models.CharField(_("name"), max_length=80, help_text=_("Shown only here, such as “Advanced courses”."))
    design = models.CharField(_("design"), max_length=20, choices=Design, default=Design.CLASSIC)
    content = BlockFreeStreamField(CertificateContentBlock(), verbose_name=_("what it says"), default=default_content)
    valid_months = models.PositiveSmallIntegerField(
        _("validity in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_(
            "Leave blank if certificates never expire. Learners are reminded 30 and 7 days before the expiry date, and "
            "on the day itself."
        ),
    )
    is_default = models.BooleanField(_("used by default"), default=False, editable=False)

    objects = CertificateTemplateQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("design"),
        MultiFieldPanel(
            [
                HelpPanel(template="lms_certificates/designs/admin/tokens.html"),
                FieldPanel("content", heading=_("Blocks")),
            ],
            heading=_("What it says"),
        ),
        FieldPanel("valid_months"),
    ]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["-is_default", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "is_default"],
                condition=Q(is_default=True),
                name="lms_certificates_one_default_a_language",
            ),
        ]

    def __str__(self):
        return self.name

    def with_content_json(self, content):
        template = super().with_content_json(content)
        template.is_default = self.is_default
        return template

    @property
    def preview_modes(self):
        return [
            ("sheet", _("With a name of average length")),
            ("long", _("With a long name")),
            ("arabic", _("With an Arabic name")),
        ]

    def serve_preview(self, request, mode_name):

        return serve_template_preview(self, request, mode_name)


class CourseTemplate(models.Model):
    """Which template the certificates of a course are printed with; the default one where there is no row."""

    course = models.OneToOneField(
        "lms_courses.CoursePage",
        on_delete=models.CASCADE,
        related_name="lms_certificate_template",
        verbose_name=_("course"),
    )
    template = models.ForeignKey(
        CertificateTemplate, on_delete=models.CASCADE, related_name="course_templates", verbose_name=_("template")
    )

    class Meta:
        verbose_name = _("template of a course")
        verbose_name_plural = _("templates of courses")

    def __str__(self):
        return f"{self.course}: {self.template}"
