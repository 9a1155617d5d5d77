"""The admin side: everything a trainer keeps stands under one menu entry, "Teaching"."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .forms import QuestionForm
from .models import Enrollment, Guideline, Question, Quiz, ScheduledClass, SocialTool


def first_meeting(scheduled_class):
    """Return when a class begins, in its own time zone. Wagtail's date column says "just now" of the future."""
    if scheduled_class.starts_at is None:
        return ""
    return date_format(timezone.localtime(scheduled_class.starts_at, scheduled_class.zone), "DATETIME_FORMAT")


class ClassIndexView(IndexView):
    def get_base_queryset(self):
        return ScheduledClass.objects.with_times().with_seats_taken().select_related("course")


class ScheduledClassViewSet(ModelViewSet):
    model = ScheduledClass
    name = "lms_classes"
    icon = "calendar-alt"
    menu_label = _("Classes")
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = ClassIndexView
    list_filter = ["course", "trainers"]
    list_display = [
        TitleColumn("__str__", label=_("Class"), get_url=lambda row: reverse("lms_classes:edit", args=[row.pk])),
        Column("starts_at", label=_("First meeting"), accessor=first_meeting),
        Column("seats", label=_("Seats"), accessor=lambda row: f"{row.seats_taken} / {row.capacity}"),
    ]


class EnrollmentIndexView(IndexView):
    def get_base_queryset(self):
        return Enrollment.objects.select_related("learner", "course")


class EnrollmentViewSet(ModelViewSet):
    """Read only: enrollments are made where people learn and lead."""

    model = Enrollment
    name = "lms_enrollments"
    icon = "user"
    menu_label = _("Enrollments")
    index_view_class = EnrollmentIndexView
    list_display = ["learner", "course", "status", "due_date", "completed_at"]
    list_filter = ["course", "status"]
    list_export = ["learner", "course", "status", "due_date", "created_at", "completed_at"]
    search_fields = ["learner__username", "learner__first_name", "learner__last_name", "course__title"]
    exclude_form_fields = []
    inspect_view_enabled = True


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "help"
    list_display = ["title", "pass_percent"]


class QuestionViewSet(SnippetViewSet):
    model = Question
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)
    icon = "comment"
    list_display = ["text", "kind"]
    list_filter = ["kind"]


class GuidelineViewSet(SnippetViewSet):
    model = Guideline
    icon = "clipboard-list"
    list_display = ["title", "version"]


class SocialToolViewSet(SnippetViewSet):
    model = SocialTool
    icon = "mobile-alt"
    list_display = ["name", "post_word", "character_limit"]


class TeachingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Teaching")
    menu_name = "lms-teaching"
    menu_icon = "glasses"
    menu_order = 150
    items = (
        ScheduledClassViewSet,
        EnrollmentViewSet,
        QuizViewSet,
        QuestionViewSet,
        GuidelineViewSet,
        SocialToolViewSet,
    )
