from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from courses.guidelines.actions import answer_proposal
from courses.guidelines.models import GuidelineProposal
from lms.accounts.people import name_of


class ProposalIndexView(IndexView):
    def get_base_queryset(self):
        return GuidelineProposal.objects.select_related("guideline", "learner")


class ProposalEditView(EditView):
    """Saves by the action, which tells the proposer."""

    def save_instance(self):
        self.has_content_changes = self.form.has_changed()
        chosen = self.form.cleaned_data
        return answer_proposal(
            proposal=self.form.instance, status=chosen["status"], answer=chosen["answer"], by=self.request.user
        )


class GuidelineProposalViewSet(ModelViewSet):
    """The queue of proposals for the firm's guidelines: read them, answer them.

    Learners propose, so no one does it here for them, and what was proposed stays on record.
    """

    model = GuidelineProposal
    name = "lms_proposals"
    icon = "comment"
    menu_label = _("Proposals for guidelines")
    index_view_class = ProposalIndexView
    edit_view_class = ProposalEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_filter = ["status", "guideline"]
    search_fields = ["text", "guideline__title"]
    list_display = [
        TitleColumn(
            "text",
            label=_("Proposal"),
            accessor=lambda row: Truncator(row.text).chars(90),
            url_name="lms_proposals:edit",
        ),
        Column("guideline", label=_("Guideline")),
        Column("learner", label=_("Proposed by"), accessor=lambda row: name_of(row.learner)),
        Column("status", label=_("Status"), accessor="get_status_display"),
        DateColumn("created_at", label=_("Proposed")),
    ]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"add_url_name": None, "delete_url_name": None, **kwargs})

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in ("add", "delete")]
