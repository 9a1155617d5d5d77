"""Corrections of names in the Wagtail admin: who asks, and the two answers."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from certificates.corrections.actions import decline_correction, grant_correction
from certificates.corrections.forms import DeclineForm
from certificates.records import permissions
from certificates.records.forms import ConfirmForm
from certificates.records.models import NameCorrection
from certificates.records.views import ActionView

NAME = "lms_name_corrections"


class IndexView(generic.IndexView):
    default_ordering = "-asked_at"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("certificate")


class InspectView(generic.InspectView):
    """What is asked, why, and the two answers."""

    template_name = "lms_certificates/corrections/admin/correction.html"
    page_title = _("Correction of a name")

    def get_object(self, queryset=None):
        related = ("certificate__learner", "certificate__superseded_by", "decided_by")
        return get_object_or_404(NameCorrection.objects.select_related(*related), pk=self.pk)

    def get_fields_context(self):
        return []

    @cached_property
    def header_buttons(self):
        if self.object.state != NameCorrection.State.ASKED or not permissions.can_decide_corrections(self.request.user):
            return []
        return [
            HeaderButton(label, url=reverse(f"{NAME}:{name}", args=[self.object.pk]), icon_name=icon, priority=priority)
            for priority, (name, label, icon) in enumerate(
                (("grant", _("Reissue"), "check"), ("decline", _("Decline"), "cross")), 10
            )
        ]


class CorrectionActionView(ActionView):
    model = NameCorrection
    permission_required = "change"

    def get_index_url(self):
        return reverse(f"{NAME}:index")

    def get_done_url(self, done):
        return reverse(f"{NAME}:inspect", args=[self.object.pk])


class GrantView(CorrectionActionView):
    form_class = ConfirmForm
    page_title = _("Reissue")
    header_icon = "check"
    submit_label = _("Reissue the certificate")
    explanation = _(
        "A new certificate with the correct name replaces this one. The old one can still be verified and points to "
        "the new one. The learner gets an email. The name on the account does not change, so have it corrected too."
    )

    def perform(self, cleaned_data):
        return grant_correction(correction=self.object, by=self.request.user)

    def get_message(self, certificate):
        return _("Reissued: %(certificate)s.") % {"certificate": certificate}


class DeclineView(CorrectionActionView):
    form_class = DeclineForm
    page_title = _("Decline")
    header_icon = "cross"
    submit_label = _("Decline the correction")
    explanation = _("The certificate does not change. The learner gets an email and can ask again.")

    def perform(self, cleaned_data):
        return decline_correction(correction=self.object, answer=cleaned_data["answer"], by=self.request.user)

    def get_message(self, correction):
        return _("Declined: %(correction)s.") % {"correction": correction}
