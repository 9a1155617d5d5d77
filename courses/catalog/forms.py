from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.catalog.queries import find_circle


class CoursePageForm(WagtailAdminPageForm):
    """Sends back courses that would wait for one another: no one could ever begin one of them."""

    def clean(self):
        cleaned = super().clean()
        formset = self.formsets.get("prerequisites")
        if formset is None or not formset.is_valid() or self.instance.pk is None:
            return cleaned
        kept = [form for form in formset.forms if form.cleaned_data and form not in formset.deleted_forms]
        required = [form.cleaned_data["required_course"] for form in kept]
        if circle := find_circle(self.instance, required):
            titles = " → ".join(f"“{course.title}”" for course in circle)
            sentence = _("These courses would require one another: %(circle)s. Remove one of them.")
            self.add_error(None, sentence % {"circle": titles})
        return cleaned
