"""The register of systems, kept by facilitators."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from brainstorm.registers.models import EnterpriseSystem
from lms.accounts.people import by_name, name_of


class SystemForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        field.queryset = get_user_model().objects.filter(is_active=True).order_by(*by_name(), "pk")
        field.label_from_instance = name_of

    def clean_name(self):
        """The same name in other capitals is the same system."""
        name = " ".join(self.cleaned_data["name"].split())
        others = EnterpriseSystem.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if name.casefold() in {other.casefold() for other in others}:
            self.add_error("name", _("This system is already in the register."))
        return name


class SystemIndexView(IndexView):
    def get_base_queryset(self):
        """What was just proposed in a room is not listed to those who are not in it."""
        systems = EnterpriseSystem.objects.within_reach_of(self.request.user)
        return systems.with_reach().select_related("owner")


class SystemEditView(EditView):
    def get_queryset(self):
        return EnterpriseSystem.objects.within_reach_of(self.request.user)


class EnterpriseSystemViewSet(SnippetViewSet):
    model = EnterpriseSystem
    icon = "site"
    menu_label = _("Systems")
    index_view_class = SystemIndexView
    edit_view_class = SystemEditView
    copy_view_enabled = False
    list_filter = ["is_in_use"]
    search_fields = ["name", "purpose", "owner_unit"]
    list_display = [
        "name",
        Column(
            "owner",
            label=_("Owner"),
            accessor=lambda row: name_of(row.owner) or row.owner_unit or "",
        ),
        Column("ideas", label=_("Ideas"), accessor="idea_count"),
        Column("adopted", label=_("Adopted"), accessor="adopted_count"),
        BooleanColumn("is_in_use", label=_("In use")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("purpose"),
            FieldRowPanel([FieldPanel("owner"), FieldPanel("owner_unit")]),
            FieldPanel("is_in_use"),
        ],
        base_form_class=SystemForm,
    )
