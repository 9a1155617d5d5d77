"""Formats: ways to lead, which facilitators make and change."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TitleFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from brainstorm.sessions.admin.plans import check_plan, plan_panel
from brainstorm.sessions.models.formats import BrainstormFormat


class FormatForm(WagtailAdminModelForm):
    def clean(self):
        cleaned = super().clean()
        check_plan(self)
        return cleaned


class FormatIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("phases")


def phases_of(format):
    """Return the phases in order, as one line."""
    return " → ".join(str(phase.name) for phase in format.phases.all())


def minutes_of(format):
    """Return how long the time boxes of a format take together."""
    minutes = sum(phase.minutes or 0 for phase in format.phases.all())
    return gettext("%(minutes)s min") % {"minutes": minutes} if minutes else ""


class BrainstormFormatViewSet(SnippetViewSet):
    model = BrainstormFormat
    icon = "list-ol"
    menu_label = _("Formats")
    index_view_class = FormatIndexView
    list_display = [
        "title",
        Column("phases", label=_("Phases"), accessor=phases_of),
        Column("minutes", label=_("Time boxes"), accessor=minutes_of),
    ]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("summary"),
            plan_panel(min_num=3),
            FieldPanel("vote_method"),
            FieldPanel("evidence"),
            PublishingPanel(),
        ],
        base_form_class=FormatForm,
    )
