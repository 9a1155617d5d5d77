"""The curriculum: a catalog page holds courses, a course holds lessons."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    Page,
    PageManager,
    PageViewRestriction,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.catalog.fields import LessonBody, RequirementKeysField
from courses.catalog.querysets import CoursePageQuerySet, LessonPageQuerySet
from lms.caching.cache import version_for
from lms.pages.translations import TranslatableQuerySet, TranslatableSnippet, unique_in_language


class Level(models.TextChoices):
    BASICS = "basics", _("Basics")
    INTERMEDIATE = "intermediate", _("Everyday use")
    ADVANCED = "advanced", _("Advanced")


class EnrollmentPolicy(models.TextChoices):
    OPEN = "open", _("Anyone can enroll")
    APPROVAL = "approval", _("People request enrollment, and a trainer or their manager approves it")
    ASSIGNED = "assigned", _("Trainers and managers enroll people")


class LearningPage(Page):
    """What catalogs, courses and lessons have in common.

    The context of their templates comes by the hook `construct_learning_page_context`, because what one person sees
    is known higher up. They need not ask for restrictions known to be none.
    """

    #: Set by routing.py on a page found there; None: not known.
    is_unrestricted = None

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        for construct in hooks.get_hooks("construct_learning_page_context"):
            construct(context, self, request, **kwargs)
        return context

    def get_view_restrictions(self):
        return PageViewRestriction.objects.none() if self.is_unrestricted else super().get_view_restrictions()


class CatalogPage(LearningPage):
    """The shelves from which people choose a course. Trainers may write everything below it."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    subpage_types = ["lms_courses.CoursePage"]
    template = "lms_courses/catalog_page.html"
    content_panels = Page.content_panels + [FieldPanel("introduction")]

    class Meta:
        verbose_name = _("course catalog")
        verbose_name_plural = _("course catalogs")

    def route(self, request, path_components):
        """Find what is asked for often without a query for each step; everything else the way Wagtail does."""
        from courses.catalog.routing import find_page  # noqa: PLC0415 - finds pages of the models below

        page = find_page(self, path_components, version_for(request))
        return RouteResult(page) if page else super().route(request, path_components)


class CoursePage(LearningPage):
    """A curriculum without a date. What it asks of learners stands in `requirement_keys`."""

    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.BASICS)
    tool = models.ForeignKey(
        "lms_courses.SocialTool",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("social tool"),
        help_text=_("Leave blank for a course that works with any tool."),
    )
    summary = models.CharField(
        _("promise"), max_length=200, help_text=_("In one sentence, what people will be able to do after this course.")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
    )
    requirement_keys = RequirementKeysField(_("to complete the course, learners must"), default=list, blank=True)
    enrollment_policy = models.CharField(
        _("enrollment"), max_length=20, choices=EnrollmentPolicy, default=EnrollmentPolicy.OPEN
    )
    days_to_complete = models.PositiveSmallIntegerField(
        _("days to complete"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Sets the due date for people who are enrolled without one. Leave blank for no due date."),
    )
    has_discussion = models.BooleanField(
        _("discussion"), default=True, help_text=_("Let learners discuss each lesson.")
    )

    objects = PageManager.from_queryset(CoursePageQuerySet)()

    parent_page_types = ["lms_courses.CatalogPage"]
    subpage_types = ["lms_courses.LessonPage"]
    template = "lms_courses/course_page.html"
    content_panels = Page.content_panels + [
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("tool")]),
        FieldPanel("image"),
        FieldPanel("introduction"),
        InlinePanel("outcomes", heading=_("What you will be able to do"), label=_("Outcome"), max_num=8),
        MultiFieldPanel([FieldPanel("requirement_keys"), FieldPanel("days_to_complete")], heading=_("Completion")),
        MultiFieldPanel([FieldPanel("enrollment_policy")], heading=_("Enrollment")),
        InlinePanel("prerequisites", heading=_("Before this course"), label=_("Course to complete first")),
        MultiFieldPanel([FieldPanel("has_discussion")], heading=_("Discussion")),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("summary"),
        index.SearchField("introduction"),
        index.FilterField("level"),
        index.FilterField("tool"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class CourseOutcome(Orderable):
    """One thing that people can do after a course."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="outcomes")
    text = models.CharField(
        _("outcome"), max_length=160, help_text=_("Start with a verb, such as “Follow a colleague”.")
    )

    panels = [FieldPanel("text")]

    def __str__(self):
        return self.text


class CoursePrerequisite(Orderable):
    """A course that must be completed before another one can be begun."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    required_course = models.ForeignKey(
        CoursePage, on_delete=models.CASCADE, related_name="required_by", verbose_name=_("course")
    )

    panels = [FieldPanel("required_course")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["course", "required_course"], name="lms_courses_prerequisite_once"),
            models.CheckConstraint(
                condition=~models.Q(course=models.F("required_course")), name="lms_courses_not_its_own_prerequisite"
            ),
        ]

    def __str__(self):
        return str(self.required_course)


class LessonPage(LearningPage):
    """A step of a course, made of blocks."""

    summary = models.CharField(_("summary"), max_length=200, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("Time to read the lesson and do what it asks."),
    )
    level = models.CharField(
        _("level"), max_length=20, choices=Level, blank=True, help_text=_("Leave blank to use the level of the course.")
    )
    tool = models.ForeignKey(
        "lms_courses.SocialTool",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("social tool"),
        help_text=_("Leave blank to use the tool of the course."),
    )
    body = LessonBody(verbose_name=_("lesson"), blank=True)

    objects = PageManager.from_queryset(LessonPageQuerySet)()

    parent_page_types = ["lms_courses.CoursePage"]
    subpage_types = []
    template = "lms_courses/lesson_page.html"
    content_panels = Page.content_panels + [
        FieldRowPanel([FieldPanel("summary"), FieldPanel("duration_minutes")]),
        FieldRowPanel([FieldPanel("level"), FieldPanel("tool")]),
        FieldPanel("body"),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("level"),
        index.FilterField("tool"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration_minutes__gte=1), name="lms_courses_lesson_takes_a_minute"
            )
        ]

    def get_course(self):
        """Return the `CoursePage` this lesson belongs to."""
        return getattr(self, "_course", None) or CoursePage.objects.parent_of(self).get()

    def know_course(self, course):
        """Spare the query of `get_course`, for the length of a request."""
        self._course = course


class LessonQuiz(models.Model):
    """A quiz in the published text of a lesson.

    Kept beside the text when a lesson is published, so that completion need not read every lesson's blocks.
    """

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="lesson_quizzes")
    quiz = models.ForeignKey("lms_courses.Quiz", on_delete=models.CASCADE, related_name="lesson_quizzes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "quiz"], name="lms_courses_quiz_once_a_lesson")]

    def __str__(self):
        return f"{self.lesson}: {self.quiz}"


class LessonGuideline(models.Model):
    """A guideline that the published text of a lesson asks learners to acknowledge."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="lesson_guidelines")
    guideline = models.ForeignKey("lms_courses.Guideline", on_delete=models.CASCADE, related_name="lesson_guidelines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "guideline"], name="lms_courses_guideline_once_a_lesson")
        ]

    def __str__(self):
        return f"{self.lesson}: {self.guideline}"


class SocialTool(PreviewableMixin, index.Indexed, TranslatableSnippet):
    """A social tool that the firm uses, with what an example post must know of it."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60)
    post_word = models.CharField(
        _("word for a post"),
        max_length=30,
        default="post",
        help_text=_("What the tool calls a post, such as “post” or “message”."),
    )
    character_limit = models.PositiveIntegerField(
        _("character limit"),
        default=500,
        validators=[MinValueValidator(1)],
        help_text=_("Maximum number of characters in one post."),
    )
    url_length = models.PositiveSmallIntegerField(
        _("link length"),
        default=0,
        help_text=_("How many characters a link counts as (23 on Mastodon and X). Enter 0 to count links as written."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    panels = [
        TitleFieldPanel("name", targets=["slug"], placeholder=False),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("post_word"), FieldPanel("character_limit"), FieldPanel("url_length")]),
        FieldPanel("logo"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    objects = TranslatableQuerySet.as_manager()

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("social tool")
        verbose_name_plural = _("social tools")
        ordering = ["name"]
        constraints = [
            unique_in_language("name", "lms_courses_tool"),
            unique_in_language("slug", "lms_courses_tool"),
        ]

    def __str__(self):
        return self.name

    def get_preview_template(self, request, mode_name):
        return "lms_courses/catalog/tool_preview.html"

    def get_preview_context(self, request, mode_name):
        """Show an example post, measured as this tool measures it."""
        from courses.catalog.blocks import ExamplePostBlock  # noqa: PLC0415 - blocks choose among these models

        block = ExamplePostBlock()
        value = block.get_preview_value()
        value["tool"] = self
        return super().get_preview_context(request, mode_name) | {"post": block.bind(value)}


class AuthoredSnippet(PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """A snippet with drafts, preview, revisions, scheduled publishing and moderation, like a page.

    Learners meet it only while it is `live`.
    """

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="%(app_label)s_%(class)s")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(app_label)s_%(class)s",
        for_concrete_model=False,
    )

    class Meta:
        abstract = True

    @property
    def revisions(self):
        return self._revisions
