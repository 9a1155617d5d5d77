"""The admin side: the register of certificates and the templates, under one menu entry."""

import django_filters
from django.db.models import Count
from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from certificates.batches import views as batches
from certificates.corrections.admin import NameCorrectionViewSet
from certificates.designs.models import CertificateTemplate
from certificates.issuing.models import HeldCertificate
from certificates.issuing.views import held
from certificates.issuing.views.assigning import MakeDefaultView, UseForCoursesView
from certificates.records.models import Certificate
from certificates.register.views import (
    CertificateURLFinder,
    InspectView,
    IssueView,
    PrintView,
    RegisterView,
    ReinstateView,
    ReissueView,
    RevokeView,
    SuspendView,
)
from courses.models import CoursePage


class CertificateFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=Certificate.State, method="filter_state")
    enrollment__course = django_filters.ModelChoiceFilter(
        label=_("Course"), queryset=CoursePage.objects.order_by("title")
    )

    class Meta:
        model = Certificate
        fields = ["state", "enrollment__course", "template"]

    def filter_state(self, queryset, name, value):
        return queryset.in_state(value)


class CertificateViewSet(ModelViewSet):
    """The register. Certificates are issued, revoked and reinstated; no one edits or deletes one."""

    model = Certificate
    name = "lms_certificate_register"
    icon = "circle-check"
    menu_label = _("Certificates")
    inspect_view_enabled = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = RegisterView
    add_view_class = IssueView
    inspect_view_class = InspectView
    filterset_class = CertificateFilterSet
    form_fields = []
    search_fields = ["snapshot__learner", "snapshot__course", "verification_code"]
    list_export = [
        "learner_name", "course_title", "grouped_code", "completed_on", "issued_on", "expires_on", "state",
        "revoked_at", "revoked_reason", "sha256",
    ]  # fmt: skip
    list_display = [
        TitleColumn(
            "learner_name",
            label=_("Learner"),
            get_url=lambda row: reverse("lms_certificate_register:inspect", args=[row.pk]),
        ),
        Column("course_title", label=_("Course")),
        Column("issued_on", label=_("Issued"), sort_key="issued_at"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda row: row.state.label,
            primary=lambda row: row.state == Certificate.State.VALID,
        ),
        Column("grouped_code", label=_("Code")),
    ]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            **{"edit_url_name": None, "delete_url_name": None, "usage_url_name": None, **kwargs}
        )

    def get_add_view_kwargs(self, **kwargs):
        return {}

    @property
    def url_finder_class(self):
        return CertificateURLFinder

    def get_urlpatterns(self):
        kept = {"index", "index_results", "add", "inspect", "history", "history_results"}
        return (
            [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
            + [
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in (
                    ("revoke", RevokeView),
                    ("suspend", SuspendView),
                    ("reissue", ReissueView),
                    ("reinstate", ReinstateView),
                    ("print", PrintView),
                )
            ]
            + [
                path("many/", self.construct_view(batches.BatchesView), name="batches"),
                path("many/<int:pk>/", self.construct_view(batches.BatchView), name="batch"),
                re_path(
                    r"^many/(?P<pk>\d+)/certificates\.(?P<kind>zip|pdf)$",
                    self.construct_view(batches.BatchFileView),
                    name="batch_file",
                ),
            ]
        )


class HeldCertificateViewSet(ModelViewSet):
    """What is held back, and why; no one writes, edits or deletes one."""

    model = HeldCertificate
    name = held.NAME
    icon = "time"
    menu_label = _("Held back")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = held.IndexView
    form_fields = []
    list_export = ["learner_name", "enrollment.course.title", "held_at", "reason", "remedy"]
    list_display = [
        Column("learner_name", label=_("Learner")),
        TitleColumn(
            "course",
            label=_("Course"),
            accessor="enrollment.course.title",
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.enrollment.course_id]),
        ),
        Column("reason", label=_("Reason")),
        Column("remedy", label=_("What helps")),
        DateColumn("held_at", label=_("Since"), sort_key="held_at"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**{**none, **kwargs})

    def get_urlpatterns(self):
        kept = {"index", "index_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]


class CertificateTemplateViewSet(SnippetViewSet):
    model = CertificateTemplate
    icon = "doc-full-inverse"
    menu_label = _("Templates")
    list_display = [
        "name",
        "design",
        BooleanColumn("is_default", label=_("Used by default")),
        Column("courses", label=_("Courses"), accessor=lambda row: row.courses or "–"),
    ]
    list_filter = ["design"]

    def get_queryset(self, request):
        return CertificateTemplate.objects.annotate(courses=Count("course_templates"))

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("make-default/<int:pk>/", self.construct_view(MakeDefaultView), name="make_default"),
            path("courses/<int:pk>/", self.construct_view(UseForCoursesView), name="courses"),
        ]


class CertificatesViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Certificates")
    menu_name = "lms-certificates"
    menu_icon = "circle-check"
    menu_order = 160
    items = (CertificateViewSet, HeldCertificateViewSet, NameCorrectionViewSet, CertificateTemplateViewSet)
