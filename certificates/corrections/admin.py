import django_filters
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from certificates.corrections import views as corrections
from certificates.records.models import NameCorrection


class CorrectionURLFinder(ModelAdminURLFinder):
    edit_url_name = f"{corrections.NAME}:inspect"


class CorrectionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=NameCorrection.State)

    class Meta:
        model = NameCorrection
        fields = ["state"]


class NameCorrectionViewSet(ModelViewSet):
    """Asked by learners and answered here; no one writes, edits or deletes one."""

    model = NameCorrection
    name = corrections.NAME
    icon = "edit"
    menu_label = _("Names to correct")
    inspect_view_enabled = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = corrections.IndexView
    inspect_view_class = corrections.InspectView
    filterset_class = CorrectionFilterSet
    form_fields = []
    list_display = [
        TitleColumn(
            "name", label=_("Correct name"), get_url=lambda row: reverse(f"{corrections.NAME}:inspect", args=[row.pk])
        ),
        Column("certificate", label=_("Certificate")),
        DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda row: row.get_state_display(),
            primary=lambda row: row.state == NameCorrection.State.ASKED,
        ),
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**{**none, **kwargs})

    @property
    def url_finder_class(self):
        return CorrectionURLFinder

    def get_urlpatterns(self):
        kept = {"index", "index_results", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept] + [
            path("grant/<int:pk>/", self.construct_view(corrections.GrantView), name="grant"),
            path("decline/<int:pk>/", self.construct_view(corrections.DeclineView), name="decline"),
        ]
