"""Marking again, in the Wagtail admin: first what would change, then a button."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


class RegradeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows what marking a question or a quiz again would change, and does it on POST.

    `regrade` is the action: called with the object, `by` and `dry_run`, it returns a list of `Regrade`s.
    """

    #: Rows shown; of more, the number.
    MOST_ROWS = 200

    model = None
    regrade = None
    index_url_name = ""
    edit_url_name = ""
    permission_required = "change"
    template_name = "lms_courses/quizzes/admin/regrade.html"
    page_title = _("Regrade")
    header_icon = "rotate"

    @cached_property
    def object(self):
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @property
    def edit_url(self):
        return reverse(self.edit_url_name, args=[self.object.pk])

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": self.edit_url, "label": str(self.object)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_page_subtitle(self):
        return str(self.object)

    def get_context_data(self, **kwargs):
        changes = self.regrade(self.object, by=self.request.user, dry_run=True)
        return super().get_context_data(
            object=self.object,
            edit_url=self.edit_url,
            changes=changes[: self.MOST_ROWS],
            change_count=len(changes),
            more_count=max(0, len(changes) - self.MOST_ROWS),
            newly_passed=sum(change.is_newly_passed for change in changes),
            no_longer_passed=sum(change.is_no_longer_passed for change in changes),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        count = len(self.regrade(self.object, by=request.user, dry_run=False))
        if count:
            done = ngettext("%(n)s attempt will be regraded.", "%(n)s attempts will be regraded.", count) % {"n": count}
            messages.success(request, done)
        else:
            messages.success(request, _("Nothing has changed. All attempts are already graded with these answers."))
        return redirect(self.edit_url)
