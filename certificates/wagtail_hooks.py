from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from certificates.designs.models import CertificateTemplate
from certificates.issuing.actions import retry_long_held
from certificates.issuing.notices import announce_course, announce_name, remind_of_expiry
from certificates.learners import panels
from certificates.learners.personal_data import personal_tables
from certificates.register.admin import CertificatesViewSetGroup
from lms.roles.permissions import Role

register_snippet(CertificatesViewSetGroup)
hooks.register("register_dashboard_panels", panels.add_dashboard_panels)
hooks.register("register_course_panels", panels.course_panel)
hooks.register("register_personal_data", personal_tables)
hooks.register("register_person_panels", panels.person_panel)
hooks.register("register_reminders", remind_of_expiry)
hooks.register("register_reminders", retry_long_held)
hooks.register("construct_homepage_panels", panels.add_held_panel)
for moment in ("after_create_page", "after_edit_page"):
    hooks.register(moment, announce_course)
for moment in ("after_create_user", "after_edit_user"):
    hooks.register(moment, announce_name)


@hooks.register("register_learning_urls")
def learning_urls():
    return [path("", include(("certificates.urls", "lms_certificates")))]


@hooks.register("register_role_permissions")
def role_permissions():
    verbs = {
        "certificate": ("view", "add", "change"),
        "heldcertificate": ("view",),
        "namecorrection": ("view", "change"),
        "certificatetemplate": ("view", "add", "change", "publish"),
    }
    return {Role.TRAINER: [f"lms_certificates.{verb}_{model}" for model in verbs for verb in verbs[model]]}


@hooks.register("register_log_actions")
def log_actions(actions):
    for action, label, message in (
        ("lms_certificates.issue", gettext_lazy("Issue"), gettext_lazy("Issued the certificate")),
        ("lms_certificates.hold", gettext_lazy("Hold back"), gettext_lazy("Held the certificate back")),
        ("lms_certificates.reissue", gettext_lazy("Reissue"), gettext_lazy("Issued in place of an earlier one")),
        ("lms_certificates.supersede", gettext_lazy("Supersede"), gettext_lazy("Superseded by a newer one")),
        (
            "lms_certificates.correction_granted",
            gettext_lazy("Grant a correction"),
            gettext_lazy("Granted the correction of the name"),
        ),
        (
            "lms_certificates.correction_declined",
            gettext_lazy("Decline a correction"),
            gettext_lazy("Declined the correction of the name"),
        ),
        ("lms_certificates.begin_renewal", gettext_lazy("Renew"), gettext_lazy("Began the course again to renew it")),
        ("lms_certificates.close_page", gettext_lazy("Close the page"), gettext_lazy("Closed the public page")),
        ("lms_certificates.open_page", gettext_lazy("Open the page"), gettext_lazy("Opened the public page")),
        ("lms_certificates.revoke", gettext_lazy("Revoke"), gettext_lazy("Revoked the certificate")),
        ("lms_certificates.suspend", gettext_lazy("Suspend"), gettext_lazy("Suspended the certificate")),
        ("lms_certificates.reinstate", gettext_lazy("Reinstate"), gettext_lazy("Reinstated the certificate")),
        ("lms_certificates.order_batch", gettext_lazy("Order"), gettext_lazy("Ordered many certificates at once")),
        ("lms_certificates.resume_batch", gettext_lazy("Resume"), gettext_lazy("Resumed many certificates at once")),
        (
            "lms_certificates.use_for_courses",
            gettext_lazy("Choose courses"),
            gettext_lazy("Chose the courses that it is printed for"),
        ),
        ("lms_certificates.make_default", gettext_lazy("Use by default"), gettext_lazy("Made it the default")),
    ):
        actions.register_action(action, label, message)


@hooks.register("register_snippet_listing_buttons")
def template_buttons(snippet, user, next_url=None):
    if not isinstance(snippet, CertificateTemplate) or not snippet.live:
        return
    if user.has_perm("lms_certificates.publish_certificatetemplate"):
        url_name = snippet.snippet_viewset.get_url_name
        if not snippet.is_default:
            url = reverse(url_name("make_default"), args=[snippet.pk])
            yield Button(_("Use by default"), url=url, icon_name="check", priority=15)
        url = reverse(url_name("courses"), args=[snippet.pk])
        yield Button(_("Choose its courses"), url=url, icon_name="list-ul", priority=16)
