"""The admin side: facilitators prepare brainstorms here; leading one happens in the console."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.forms import CheckboxSelectMultiple, Textarea
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton, ListingButton

from lms.permissions import Role

from .actions import prepare
from .models import Brainstorm
from .permissions import may_facilitate


class BrainstormForm(WagtailAdminModelForm):
    """Offers only people who facilitate; who prepares a brainstorm leads it unless somebody else is chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        facilitators = get_user_model().objects.filter(Q(groups__name=Role.FACILITATOR.value) | Q(is_superuser=True))
        field = self.fields["facilitators"]
        field.queryset = facilitators.filter(is_active=True).distinct().order_by("last_name", "first_name", "pk")
        field.label_from_instance = lambda user: user.get_full_name() or user.get_username()
        if not self.instance.pk and self.for_user:
            field.initial = [self.for_user.pk]


class BrainstormIndexView(IndexView):
    def get_base_queryset(self):
        return Brainstorm.objects.with_people_count().select_related("course", "scheduled_class__course")

    @cached_property
    def _facilitated(self):
        return set(Brainstorm.objects.facilitated_by(self.request.user).values_list("pk", flat=True))

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.pk in self._facilitated:
            url = reverse("lms_brainstorm:console", args=[instance.pk])
            buttons.insert(0, ListingButton(_("Open the console"), url=url, icon_name="desktop", priority=5))
        return buttons


class BrainstormCreateView(CreateView):
    def save_instance(self):
        """Save the form, then give the brainstorm its key and its plan."""
        return prepare(brainstorm=super().save_instance())


class BrainstormEditView(EditView):
    def get_header_buttons(self):
        buttons = super().get_header_buttons()
        if may_facilitate(self.request.user, self.object):
            url = reverse("lms_brainstorm:console", args=[self.object.pk])
            buttons.insert(0, HeaderButton(_("Open the console"), url=url, icon_name="desktop"))
        return buttons


class BrainstormViewSet(ModelViewSet):
    """Ideas, votes and decisions have no place here: the admin would show them to people who are not in the room."""

    model = Brainstorm
    name = "lms_brainstorms"
    icon = "group"
    menu_label = gettext_lazy("Brainstorms")
    menu_name = "lms-brainstorms"
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = BrainstormIndexView
    add_view_class = BrainstormCreateView
    edit_view_class = BrainstormEditView
    search_fields = ["title", "question"]
    list_filter = ["phase", "format", "course"]
    list_display = [
        "title",
        Column("phase", label=gettext_lazy("Phase"), accessor="get_phase_display"),
        Column(
            "course",
            label=gettext_lazy("Class or course"),
            accessor=lambda row: row.scheduled_class or row.course or "",
        ),
        Column("people", label=gettext_lazy("People"), accessor="people_count"),
        Column("code", label=gettext_lazy("Join code"), accessor="spoken_code"),
        DateColumn("created_at", label=gettext_lazy("Created")),
    ]
    panels = [
        FieldPanel("title"),
        FieldPanel("question", widget=Textarea(attrs={"rows": 2})),
        FieldRowPanel([FieldPanel("scheduled_class"), FieldPanel("course")]),
        FieldPanel("format"),
        FieldPanel("facilitators", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("vote_method"), FieldRowPanel([FieldPanel("dots_per_person"), FieldPanel("dots_per_idea")])],
            heading=gettext_lazy("Votes"),
        ),
    ]

    def get_edit_handler(self):
        edit_handler = super().get_edit_handler()
        edit_handler.base_form_class = BrainstormForm
        return edit_handler
