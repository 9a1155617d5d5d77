"""Views of the register in the Wagtail admin: list, look, issue, revoke, reinstate. Each change is one action."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton

from certificates.issuing.actions import (
    issue_certificate,
    reinstate_certificate,
    reissue_certificate,
    revoke_certificate,
    suspend_certificate,
)
from certificates.printing.actions import render_certificate
from certificates.records import permissions
from certificates.records.forms import ConfirmForm
from certificates.records.models import Certificate
from certificates.records.views import REGISTER, ActionView
from certificates.register.forms import IssueForm, ReissueForm, RevokeForm


class CertificateURLFinder(ModelAdminURLFinder):
    """Certificates are looked at, not edited: reports and history lead to the look."""

    edit_url_name = f"{REGISTER}:inspect"


class RegisterView(generic.IndexView):
    add_item_label = _("Issue a certificate")

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if self.permission_policy.user_has_permission(self.request.user, "add"):
            url = reverse(f"{REGISTER}:batches")
            buttons.append(Button(_("Issue many at once"), url=url, icon_name="copy", priority=20))
        return buttons

    def get_base_queryset(self):
        return super().get_base_queryset().with_successor()


class InspectView(generic.InspectView):
    """One certificate, with what may be done with it."""

    template_name = "lms_certificates/register/admin/inspect.html"
    page_title = _("Certificate")

    def get_object(self, queryset=None):
        people = ("learner", "issued_by", "revoked_by", "suspended_by")
        certificates = Certificate.objects.select_related(*people, "template", "supersedes").with_successor()
        return get_object_or_404(certificates, pk=self.pk)

    def get_fields_context(self):
        return []

    @cached_property
    def header_buttons(self):
        certificate, user = self.object, self.request.user
        buttons = []
        if certificate.is_printed and not certificate.is_withheld:
            url = reverse("lms_certificates:download", args=[certificate.grouped_code])
            buttons.append(HeaderButton(_("Download"), url=url, icon_name="download", priority=10))
        if not certificate.is_printed and permissions.can_revoke(user):
            url = reverse(f"{REGISTER}:print", args=[certificate.pk])
            buttons.append(HeaderButton(_("Print now"), url=url, icon_name="doc-full", priority=10))
        if permissions.can_revoke(user):
            for priority, (name, label, icon) in enumerate(self.get_changes(), 20):
                url = reverse(f"{REGISTER}:{name}", args=[certificate.pk])
                buttons.append(HeaderButton(label, url=url, icon_name=icon, priority=priority))
        return buttons

    def get_changes(self):
        """Yield (URL name, label, icon) of what may be done with the certificate as it stands."""
        certificate = self.object
        if certificate.is_current:
            yield "reissue", _("Reissue"), "edit"
        if certificate.is_withheld:
            yield "reinstate", _("Reinstate"), "rotate"
        else:
            yield "suspend", _("Suspend"), "time"
        if not certificate.is_revoked:
            yield "revoke", _("Revoke"), "no-view"


class IssueView(ActionView):
    form_class = IssueForm
    permission_required = "add"
    page_title = _("Issue a certificate")
    header_icon = "plus"
    submit_label = _("Issue the certificate")
    explanation = _(
        "Certificates are issued automatically when a course is completed. Use this page to issue a missing one."
    )

    def perform(self, cleaned_data):
        return issue_certificate(
            enrollment=cleaned_data["enrollment"], template=cleaned_data["template"], by=self.request.user
        )

    def get_message(self, certificate):
        return _("Issued: %(certificate)s.") % {"certificate": certificate}


class RevokeView(ActionView):
    form_class = RevokeForm
    permission_required = "change"
    page_title = _("Revoke")
    header_icon = "no-view"
    submit_label = _("Revoke the certificate")
    explanation = _(
        "Anyone who verifies the code will see that the certificate is revoked and why, and no one can download "
        "it. The record is kept, and you can reinstate it."
    )

    def perform(self, cleaned_data):
        return revoke_certificate(certificate=self.object, reason=cleaned_data["reason"], by=self.request.user)

    def get_message(self, certificate):
        return _("Revoked: %(certificate)s.") % {"certificate": certificate}


class SuspendView(ActionView):
    form_class = RevokeForm
    permission_required = "change"
    page_title = _("Suspend")
    header_icon = "time"
    submit_label = _("Suspend the certificate")
    explanation = _(
        "Until you reinstate it, anyone who verifies the code will see that the certificate is suspended and why, "
        "and no one can download it. Use this while you investigate a concern."
    )

    def perform(self, cleaned_data):
        return suspend_certificate(certificate=self.object, reason=cleaned_data["reason"], by=self.request.user)

    def get_message(self, certificate):
        return _("Suspended: %(certificate)s.") % {"certificate": certificate}


class ReinstateView(ActionView):
    form_class = ConfirmForm
    permission_required = "change"
    page_title = _("Reinstate")
    header_icon = "rotate"
    submit_label = _("Reinstate the certificate")
    explanation = _(
        "The certificate is valid again, with the same file and code. The log keeps the reason why it was not."
    )

    def perform(self, cleaned_data):
        return reinstate_certificate(certificate=self.object, by=self.request.user)

    def get_message(self, certificate):
        return _("Valid again: %(certificate)s.") % {"certificate": certificate}


class ReissueView(ActionView):
    """A name corrected without having been asked by its page. What learners ask is answered in `correction_admin`."""

    form_class = ReissueForm
    permission_required = "change"
    page_title = _("Reissue")
    header_icon = "edit"
    submit_label = _("Reissue the certificate")
    explanation = _(
        "A new certificate with its own code replaces this one. The old one can still be verified and points to "
        "the new one."
    )

    def get_initial(self):
        return {"name": self.object.learner_name}

    def perform(self, cleaned_data):
        return reissue_certificate(certificate=self.object, by=self.request.user, **cleaned_data)

    def get_message(self, certificate):
        return _("Reissued: %(certificate)s.") % {"certificate": certificate}


class PrintView(ActionView):
    form_class = ConfirmForm
    permission_required = "change"
    page_title = _("Print now")
    header_icon = "doc-full"
    submit_label = _("Print the certificate")
    explanation = _("Certificates are printed in the background. If this one was not printed, print it here.")

    def perform(self, cleaned_data):
        return render_certificate(certificate=self.object)

    def get_message(self, certificate):
        return _("Printed: %(certificate)s.") % {"certificate": certificate}
