"""Courses out of the admin as files, and into it."""

from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.catalog.models import CoursePage
from courses.catalog.permissions import can_export_course, catalogs_to_import_into
from courses.transfer.actions import import_course
from courses.transfer.archive import CourseArchive
from courses.transfer.exporting import write_course
from courses.transfer.forms import ConfirmImportForm, CourseFileForm
from lms.exceptions import RuleError
from lms.files.uploads import keep_upload, uploads_of


def counted(numbers):
    """Return {what: how many} of an `ImportReport` as phrases: “3 lessons”."""
    phrases = {
        "lessons": lambda n: ngettext("%(n)s lesson", "%(n)s lessons", n),
        "quizzes": lambda n: ngettext("%(n)s quiz", "%(n)s quizzes", n),
        "questions": lambda n: ngettext("%(n)s question", "%(n)s questions", n),
        "guidelines": lambda n: ngettext("%(n)s guideline", "%(n)s guidelines", n),
        "tools": lambda n: ngettext("%(n)s social tool", "%(n)s social tools", n),
        "images": lambda n: ngettext("%(n)s image", "%(n)s images", n),
        "documents": lambda n: ngettext("%(n)s document", "%(n)s documents", n),
    }
    return [phrase(numbers[what]) % {"n": numbers[what]} for what, phrase in phrases.items() if numbers.get(what)]


@require_GET
def export_course(request, pk):
    """Hand out a course as a file. It holds the right answers, so only those get it who may edit the course."""
    course = get_object_or_404(CoursePage, pk=pk)
    if not can_export_course(request.user, course):
        raise PermissionDenied
    file = TemporaryFile()  # noqa: SIM115 - the response closes it.
    try:
        write_course(course, file)
    except RuleError as error:
        file.close()
        messages.error(request, str(error))
        return redirect("wagtailadmin_explore", course.pk)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{course.slug}.course.zip")


class ImportView(WagtailAdminTemplateMixin, FormView):
    """Take a file and show what would become of it."""

    form_class = CourseFileForm
    template_name = "lms_courses/transfer/admin/import.html"
    page_title = gettext_lazy("Import a course")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def catalogs(self):
        return catalogs_to_import_into(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not self.catalogs:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"catalogs": self.catalogs}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        catalog, user = form.cleaned_data["catalog"], self.request.user
        try:
            report = import_course(archive=form.archive, catalog=catalog, by=user, is_rehearsal=True)
        except RuleError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        upload = keep_upload(form.cleaned_data["file"], user=user, model=CoursePage, suffix=".zip")
        context = {
            "report": report,
            "catalog": catalog,
            "made": counted(report.made),
            "found": counted(report.found),
            "form": ConfirmImportForm(initial={"upload": upload.pk, "catalog": catalog.pk}),
        }
        return render(self.request, "lms_courses/transfer/admin/import_preview.html", self.get_context_data(**context))


@require_POST
def confirm_import(request):
    """Import the file that was looked at. A second click finds nothing left to import."""
    form = ConfirmImportForm(request.POST)
    catalogs = {catalog.pk: catalog for catalog in catalogs_to_import_into(request.user)}
    if not catalogs:
        raise PermissionDenied
    catalog = catalogs.get(form.cleaned_data["catalog"]) if form.is_valid() else None
    try:
        with transaction.atomic():
            uploads = uploads_of(request.user, CoursePage).select_for_update()
            upload = uploads.filter(pk=form.cleaned_data["upload"]).first() if catalog else None
            if not upload:
                raise RuleError(_("This file has already been imported or discarded. Choose it again."))
            with upload.file.open("rb") as file:
                report = import_course(archive=CourseArchive(file), catalog=catalog, by=request.user)
            name, storage = upload.file.name, upload.file.storage
            upload.delete()
            transaction.on_commit(lambda: storage.delete(name))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("lms_course_files:import")
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[report.course.pk]), _("Edit"))
    sentence = _("“%(course)s” was imported as a draft. Review it, then publish it with its lessons.")
    messages.success(request, sentence % {"course": report.title}, buttons=[edit])
    return redirect("wagtailadmin_explore", report.course.pk)
