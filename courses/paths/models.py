"""Learning paths: courses in an order."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from courses.catalog.models import AuthoredSnippet
from lms.pages.translations import TranslatableQuerySet, TranslatableSnippet, unique_in_language


class LearningPath(index.Indexed, TranslatableSnippet, AuthoredSnippet):
    """Courses in the order in which they are best taken, for one purpose or one kind of work."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120)
    summary = models.CharField(
        _("promise"), max_length=200, help_text=_("In one sentence, what people will be able to do at the end.")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    is_in_order = models.BooleanField(
        _("in order"), default=False, help_text=_("A course opens when the one before it is completed.")
    )

    objects = TranslatableQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("introduction"),
        InlinePanel("path_courses", heading=_("Courses"), label=_("Course"), min_num=1),
        FieldPanel("is_in_order"),
        PublishingPanel(),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("summary")]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")
        ordering = ["title"]
        constraints = [unique_in_language("slug", "lms_courses_path")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("lms_courses:path", args=[self.slug])

    def get_preview_template(self, request, mode_name):
        return "lms_courses/paths/path.html"

    def get_preview_context(self, request, mode_name):
        from courses.paths.presenters import path_context  # noqa: PLC0415 - presenters are above models

        return super().get_preview_context(request, mode_name) | path_context(self, request.user)


class LearningPathCourse(Orderable):
    """A course's place in a path."""

    path = ParentalKey(LearningPath, on_delete=models.CASCADE, related_name="path_courses")
    course = models.ForeignKey(
        "lms_courses.CoursePage", on_delete=models.CASCADE, related_name="path_places", verbose_name=_("course")
    )

    panels = [FieldPanel("course")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["path", "course"], name="lms_courses_course_once_a_path")]

    def __str__(self):
        return str(self.course)
