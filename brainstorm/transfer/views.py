"""Brainstorms into the site, from a file. In the admin, where they are prepared."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.transfer.actions import import_brainstorm
from brainstorm.transfer.entries import read_file
from brainstorm.transfer.forms import BrainstormFileForm, ConfirmImportForm
from lms.exceptions import RuleError
from lms.files.uploads import keep_upload, uploads_of


def may_import(user):
    """Whoever prepares brainstorms."""
    return user.has_perm("lms_brainstorm.add_brainstorm")


def counted(numbers):
    """Return {what: how many} of an `ImportReport` as phrases: “3 ideas”."""
    phrases = {
        "people": lambda n: ngettext("%(n)s person, without an account here", "%(n)s people, without accounts here", n),
        "ideas": lambda n: ngettext("%(n)s idea", "%(n)s ideas", n),
        "groups": lambda n: ngettext("%(n)s group", "%(n)s groups", n),
        "points": lambda n: ngettext("%(n)s point", "%(n)s points", n),
        "stakeholders": lambda n: ngettext("%(n)s stakeholder", "%(n)s stakeholders", n),
        "proposals": lambda n: ngettext("%(n)s version of a proposal", "%(n)s versions of proposals", n),
        "objections": lambda n: ngettext("%(n)s objection", "%(n)s objections", n),
        "wordings": lambda n: ngettext("%(n)s wording for a guideline", "%(n)s wordings for guidelines", n),
        "systems": lambda n: ngettext("%(n)s link to a system", "%(n)s links to systems", n),
        "ballots": lambda n: ngettext("%(n)s ballot", "%(n)s ballots", n),
        "ratings": lambda n: ngettext("%(n)s rating", "%(n)s ratings", n),
        "decisions": lambda n: ngettext("%(n)s decision", "%(n)s decisions", n),
        "pilots": lambda n: ngettext("%(n)s pilot", "%(n)s pilots", n),
    }
    return [phrase(numbers[what]) % {"n": numbers[what]} for what, phrase in phrases.items() if numbers.get(what)]


class ImportView(WagtailAdminTemplateMixin, FormView):
    """Take a file and show what would become of it."""

    form_class = BrainstormFileForm
    template_name = "lms_brainstorm/transfer/admin/import.html"
    page_title = gettext_lazy("Import a brainstorm")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def dispatch(self, request, *args, **kwargs):
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        user = self.request.user
        try:
            report = import_brainstorm(data=form.data_of_file, by=user, is_rehearsal=True)
        except RuleError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        upload = keep_upload(form.cleaned_data["file"], user=user, model=Brainstorm, suffix=".json")
        context = {
            "report": report,
            "made": counted(report.made),
            "form": ConfirmImportForm(initial={"upload": upload.pk}),
        }
        return render(
            self.request, "lms_brainstorm/transfer/admin/import_preview.html", self.get_context_data(**context)
        )


@require_POST
def confirm_import(request):
    """Import the file that was looked at. A second click finds nothing left to import."""
    if not may_import(request.user):
        raise PermissionDenied
    form = ConfirmImportForm(request.POST)
    try:
        with transaction.atomic():
            uploads = uploads_of(request.user, Brainstorm).select_for_update()
            upload = uploads.filter(pk=form.cleaned_data["upload"]).first() if form.is_valid() else None
            if not upload:
                raise RuleError(_("This file was already imported or discarded. Select it again."))
            with upload.file.open("rb") as file:
                report = import_brainstorm(data=read_file(file), by=request.user)
            name, storage = upload.file.name, upload.file.storage
            upload.delete()
            transaction.on_commit(lambda: storage.delete(name))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("lms_brainstorm_files:import")
    console = messages.button(reverse("lms_brainstorm:console", args=[report.brainstorm.pk]), _("Open the console"))
    sentence = _("“%(title)s” was imported. You are its facilitator.") % {"title": report.title}
    messages.success(request, sentence, buttons=[console])
    return redirect("lms_brainstorms:index")
