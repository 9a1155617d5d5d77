"""Forms in which phases are put in order: those of a format, and those of one brainstorm."""

from django.forms import Textarea
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from brainstorm.sessions.phases import faults_of_plan


def plan_panel(**kwargs):
    """Return the panel of a list of phases, which can be reordered."""
    return InlinePanel(
        "phases",
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("label"), FieldPanel("minutes")]),
            FieldPanel("says", widget=Textarea(attrs={"rows": 2})),
            FieldPanel("script", widget=Textarea(attrs={"rows": 3})),
            FieldRowPanel([FieldPanel("asked_kind"), FieldPanel("is_anonymous")]),
        ],
        heading=_("Phases, in order"),
        label=_("Phase"),
        **kwargs,
    )


def check_plan(form):
    """Add to `form` what is wrong with the order of its phases, a sentence each. Says nothing while a phase is not
    filled in."""
    formset = form.formsets.get("phases")
    if formset is None or not formset.is_valid():
        return
    for fault in faults_of_plan([each.cleaned_data["kind"] for each in formset.ordered_forms]):
        form.add_error(None, fault)
