import django_filters
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from courses.classes.forms import ClassForm, MeetingForm, PeopleField
from courses.classes.models import ScheduledClass
from courses.classes.presenters.classes import trainer_clashes
from lms.accounts.people import by_first_name, name_of
from lms.days import write_datetime


def first_meeting(scheduled_class):
    """Return when a class begins, in its own time zone. Wagtail's date column says "just now" of the future."""
    if scheduled_class.starts_at is None:
        return ""
    return write_datetime(scheduled_class.local(scheduled_class.starts_at))


def status_of(scheduled_class):
    if scheduled_class.cancelled_at:
        return _("canceled")
    if not scheduled_class.live:
        return _("draft")
    return _("live + draft") if scheduled_class.has_unpublished_changes else _("live")


def buttons_of(scheduled_class):
    """Return what a trainer does with a class beside editing it; the pages for it stand outside the admin."""
    url = {
        name: reverse(f"lms_courses:{name}", args=[scheduled_class.pk]) for name in ("schedule_again", "cancel_class")
    }
    buttons = [Button(_("Schedule again"), url=url["schedule_again"], icon_name="copy", priority=40)]
    if scheduled_class.live:
        page, roster = scheduled_class.get_absolute_url(), reverse("lms_courses:roster", args=[scheduled_class.pk])
        buttons.append(Button(_("Open the class page"), url=page, icon_name="view", priority=30))
        buttons.append(Button(_("Roster"), url=roster, icon_name="group", priority=35))
    if not scheduled_class.cancelled_at:
        buttons.append(Button(_("Cancel the class"), url=url["cancel_class"], icon_name="no-view", priority=90))
    return buttons


class MeetingsPanel(InlinePanel):
    """Meetings whose hours are meant in the time zone of the class."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = MeetingForm
        return options


class ClassIndexView(IndexView):
    def get_base_queryset(self):
        return ScheduledClass.objects.with_times().with_seats_taken().select_related("course")

    def get_list_more_buttons(self, instance):
        return super().get_list_more_buttons(instance) + buttons_of(instance)


class WarnsOfClashes:
    """Says after saving who teaches elsewhere at the same time. It is no reason to refuse: a colleague may step in."""

    def form_valid(self, form):
        form.is_saved_by_itself = self.expects_json_response
        return super().form_valid(form)

    def save_action(self):
        if not self.expects_json_response:
            for trainer, other in trainer_clashes(self.form.instance):
                messages.warning(
                    self.request,
                    _("%(trainer)s also teaches “%(other)s” at that time.")
                    % {"trainer": name_of(trainer), "other": other},
                )
        return super().save_action()


class ClassCreateView(WarnsOfClashes, CreateView):
    pass


class ClassEditView(WarnsOfClashes, EditView):
    @cached_property
    def header_more_buttons(self):
        return super().header_more_buttons + buttons_of(self.object)


class PeopleFilterField(PeopleField, django_filters.fields.ModelMultipleChoiceField):
    pass


class PeopleFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = PeopleFilterField


class ClassFilterSet(WagtailFilterSet):
    trainers = PeopleFilter(
        label=gettext_lazy("Trainers"),
        queryset=lambda request: (
            get_user_model()
            ._default_manager.filter(lms_classes_taught__isnull=False)
            .distinct()
            .order_by(*by_first_name())
        ),
    )

    class Meta:
        model = ScheduledClass
        fields = ["course", "trainers", "live"]


class ScheduledClassViewSet(SnippetViewSet):
    model = ScheduledClass
    admin_url_namespace = "lms_classes"
    base_url_path = "lms_classes"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Classes")
    copy_view_enabled = False  # "Schedule again" moves the dates as well.
    index_view_class = ClassIndexView
    add_view_class = ClassCreateView
    edit_view_class = ClassEditView
    filterset_class = ClassFilterSet
    ordering = ["-starts_at", "-pk"]
    list_display = [
        "__str__",
        Column("starts_at", label=gettext_lazy("First meeting"), accessor=first_meeting, sort_key="starts_at"),
        Column("seats", label=gettext_lazy("Seats"), accessor=lambda row: f"{row.seats_taken} / {row.capacity}"),
        # Wagtail's own column of the status asks the database twice for each row.
        StatusTagColumn("live", label=gettext_lazy("Status"), accessor=status_of, primary=lambda row: row.live),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("course"),
            FieldPanel("title"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("place"), FieldPanel("link")]),
                    FieldPanel("time_zone", help_text=gettext_lazy("All times on this page are in this time zone.")),
                ],
                heading=gettext_lazy("Where"),
            ),
            MeetingsPanel(
                "meetings",
                [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])],
                heading=gettext_lazy("Meetings"),
                label=gettext_lazy("Meeting"),
                min_num=1,
            ),
            MultiFieldPanel(
                [
                    HelpPanel(
                        gettext_lazy("The meetings are added when you save. You can then move or delete each one.")
                    ),
                    FieldRowPanel([FieldPanel("repeat_weekly"), FieldPanel("repeat_except")]),
                ],
                heading=gettext_lazy("Every week"),
            ),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("trainers")]),
            FieldRowPanel([FieldPanel("booking_opens_at"), FieldPanel("booking_closes_at")]),
            FieldPanel("agenda"),
            PublishingPanel(),
        ],
        base_form_class=ClassForm,
    )
