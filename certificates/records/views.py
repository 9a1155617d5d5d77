from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from certificates.records.models import Certificate
from lms.exceptions import RuleError

REGISTER = "lms_certificate_register"


class ActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form in the look of the Wagtail admin that runs one action; a broken rule comes back as an error of the form.

    Subclasses give `perform(cleaned_data)`, which returns the object, and `get_message(object)`.
    """

    model = Certificate
    template_name = "lms_certificates/records/admin/action.html"
    submit_label = ""
    explanation = ""

    @cached_property
    def object(self):
        return get_object_or_404(self.model, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": self.get_index_url(), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_index_url(self):
        return reverse(f"{REGISTER}:index")

    def get_page_subtitle(self):
        return str(self.object or "")

    def form_valid(self, form):
        try:
            done = self.perform(form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, self.get_message(done))
        return redirect(self.get_done_url(done))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_done_url(self, done):
        return reverse(f"{REGISTER}:inspect", args=[done.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            submit_button_label=self.submit_label,
            explanation=self.explanation,
            action_url=self.request.path,
            object=self.object,
            **kwargs,
        )
