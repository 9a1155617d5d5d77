"""The admin side of webhooks. Their addresses are secrets, so they stay with administrators and are shown masked."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from lms.exceptions import RuleError
from lms.pages.addresses import default_site, site_address
from lms.webhooks.forms import WebhookForm
from lms.webhooks.models import Webhook
from lms.webhooks.posting import Message, post_message


class WebhookEditView(generic.EditView):
    @cached_property
    def header_buttons(self):
        url = reverse("lms_webhooks:test", args=[self.object.pk])
        return [HeaderButton(_("Send a test message"), url=url, icon_name="mail")]


class WebhookTestView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks before it posts one message, then tells what the chat tool made of it."""

    model = Webhook
    form_class = forms.Form
    template_name = "lms/webhooks/admin/test_webhook.html"
    page_title = gettext_lazy("Send a test message")
    header_icon = "mail"
    permission_required = "change"

    @cached_property
    def webhook(self):
        return get_object_or_404(Webhook, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.webhook)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("lms_webhooks:index"), "label": _("Webhooks")},
            {"url": reverse("lms_webhooks:edit", args=[self.webhook.pk]), "label": str(self.webhook)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            webhook=self.webhook, action_url=self.request.path, submit_button_label=self.page_title, **kwargs
        )

    def form_valid(self, form):
        message = Message(
            title=_("Fledge can post in this channel"),
            lines=(_("It will announce new, upcoming and canceled classes here."),),
            url=site_address(default_site()),
            link_text=_("Open the site"),
        )
        try:
            post_message(self.webhook, message)
        except RuleError as error:
            messages.error(self.request, str(error))
        else:
            messages.success(
                self.request, _("The chat tool accepted the message. Check “%(channel)s”.") % {"channel": self.webhook}
            )
        return redirect("lms_webhooks:edit", self.webhook.pk)


class WebhookViewSet(ModelViewSet):
    model = Webhook
    icon = "comment"
    menu_label = gettext_lazy("Webhooks")
    menu_name = "lms-webhooks"
    menu_order = 900
    add_to_settings_menu = True
    edit_handler = ObjectList(Webhook.panels, base_form_class=WebhookForm)
    edit_view_class = WebhookEditView
    list_display = [
        "name",
        Column("get_format_display", label=gettext_lazy("Chat tool"), sort_key="format"),
        Column("masked_url", label=gettext_lazy("Address")),
        BooleanColumn("is_active", label=gettext_lazy("Active")),
    ]
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("test/<int:pk>/", self.construct_view(WebhookTestView), name="test"),
        ]
