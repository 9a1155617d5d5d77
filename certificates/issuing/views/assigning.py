from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.designs.models import CertificateTemplate
from certificates.issuing.actions import make_default, use_for_courses
from certificates.issuing.forms import CoursesForm
from certificates.records.forms import ConfirmForm
from certificates.records.views import ActionView


class MakeDefaultView(ActionView):
    model = CertificateTemplate
    form_class = ConfirmForm
    permission_required = "publish"
    page_title = _("Use by default")
    header_icon = "check"
    submit_label = _("Use this template by default")
    explanation = _(
        "New certificates will use this template unless their course has its own. Issued certificates will not change."
    )

    def perform(self, cleaned_data):
        return make_default(template=self.object, by=self.request.user)

    def get_message(self, template):
        return _("“%(template)s” is now used by default.") % {"template": template}

    def get_index_url(self):
        return reverse(CertificateTemplate.snippet_viewset.get_url_name("list"))

    def get_done_url(self, done):
        return self.get_index_url()


class UseForCoursesView(ActionView):
    model = CertificateTemplate
    form_class = CoursesForm
    permission_required = "publish"
    page_title = _("Choose its courses")
    header_icon = "list-ul"
    submit_label = _("Use this template for these courses")
    explanation = _(
        "New certificates for these courses will use this template. All other courses use the default template. "
        "Issued certificates will not change."
    )

    def get_initial(self):
        return {"courses": self.object.course_templates.values_list("course", flat=True)}

    def perform(self, cleaned_data):
        return use_for_courses(template=self.object, courses=cleaned_data["courses"], by=self.request.user)

    def get_message(self, template):
        return _("The courses for “%(template)s” are saved.") % {"template": template}

    def get_index_url(self):
        return reverse(CertificateTemplate.snippet_viewset.get_url_name("list"))

    def get_done_url(self, done):
        return self.get_index_url()
