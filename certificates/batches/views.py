"""Batches in the Wagtail admin: choose, look, order, follow, take away."""

from django.contrib import messages
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from certificates.batches import files as batch_files
from certificates.batches.actions import order_batch, resume_batch
from certificates.batches.forms import BatchForm
from certificates.batches.models import Batch, BatchRow
from certificates.records.models import Certificate
from lms.exceptions import RuleError
from lms.files.spreadsheets import file_name

REGISTER = "lms_certificate_register"
#: People shown before the order; those with a problem come first.
ROWS_SHOWN = 500


class BatchesMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    model = Certificate
    permission_required = "add"
    header_icon = "copy"

    def get_breadcrumbs_items(self):
        items = [{"url": reverse(f"{REGISTER}:index"), "label": _("Certificates")}]
        if self.trail:
            items.append({"url": reverse(f"{REGISTER}:batches"), "label": _("Many at once")})
        return [*self.breadcrumbs_items, *items, {"url": "", "label": self.get_page_title()}]

    trail = False


class BatchesView(BatchesMixin, FormView):
    """Whom it is for, then what would become of each, then the order. And the orders so far."""

    form_class = BatchForm
    page_title = _("Many certificates at once")
    template_name = "lms_certificates/batches/admin/batches.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        batches = Batch.objects.with_progress().select_related("created_by")[:20]
        return super().get_context_data(batches=batches, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        if "order" in self.request.POST:
            return self.order(form)
        return self.preview(form)

    def preview(self, form, *, status=200):
        found = form.candidates
        faulty = [each for each in found if each.problem]
        shown = (faulty + [each for each in found if not each.problem])[:ROWS_SHOWN]
        context = {
            "form": form,
            "candidates": shown,
            "not_shown": len(found) - len(shown),
            "faulty": len(faulty),
            "has_one": sum(each.has_one for each in found),
            "new": sum(not each.problem and not each.has_one for each in found),
            "source": form.source,
        }
        return self.render_to_response(self.get_context_data(**context), status=status)

    def order(self, form):
        values = form.cleaned_data
        try:
            batch = order_batch(
                candidates=form.candidates,
                source=form.source,
                template=values["template"],
                scheduled_class=values["scheduled_class"],
                by=self.request.user,
            )
        except RuleError as error:
            form.add_error(None, str(error))
            return self.preview(form, status=409)
        return redirect(f"{REGISTER}:batch", batch.pk)


class BatchView(BatchesMixin, TemplateView):
    """How far a batch is. The part with the figures is asked for again by a script until all is printed."""

    template_name = "lms_certificates/batches/admin/batch.html"
    trail = True

    @cached_property
    def batch(self):
        return get_object_or_404(Batch.objects.with_progress(), pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.batch.source

    def get_template_names(self):
        if "fragment" in self.request.GET:
            return ["lms_certificates/batches/admin/batch_progress.html"]
        return super().get_template_names()

    def get_context_data(self, **kwargs):
        failed = self.batch.rows.filter(state=BatchRow.State.FAILED)[:ROWS_SHOWN]
        return super().get_context_data(batch=self.batch, failed=failed, **kwargs)

    def post(self, request, *args, **kwargs):
        """Resume a batch that is held up."""
        try:
            resume_batch(batch=self.batch, by=request.user)
        except RuleError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, _("The remaining certificates are back in the queue."))
        return redirect(request.path)


class BatchFileView(BatchesMixin, View):
    """The certificates that are printed by now: `zip` as they were issued, `pdf` as one file to print."""

    def get(self, request, pk, kind):
        batch = get_object_or_404(Batch.objects.with_progress(), pk=pk)
        if not batch.files:
            raise Http404
        name = file_name(batch.source)
        if kind == "pdf":
            return FileResponse(batch_files.one_file_of(batch), as_attachment=True, filename=f"{name}.pdf")
        response = StreamingHttpResponse(batch_files.zip_of(batch), content_type="application/zip")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.zip")
        return response
