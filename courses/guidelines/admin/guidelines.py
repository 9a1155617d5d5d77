from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from courses.catalog.admin import AddedPanels
from courses.guidelines.forms import GuidelineForm
from courses.guidelines.models import Guideline


class GuidelineEditView(EditView):
    def form_valid(self, form):
        before = form.published
        response = super().form_valid(form)
        after = Guideline.objects.get(pk=self.object.pk)
        accepted = after.acknowledgments.filter(version=after.version).count()
        if accepted and after.body != before.body and after.version == before.version:
            sentence = ngettext(
                "%(n)s person accepted the previous text and will not be asked again. If the meaning has "
                "changed, select “Ask everyone again” and publish again.",
                "%(n)s people accepted the previous text and will not be asked again. If the meaning has "
                "changed, select “Ask everyone again” and publish again.",
                accepted,
            )
            messages.warning(self.request, sentence % {"n": accepted})
        return response


class GuidelineViewSet(SnippetViewSet):
    model = Guideline
    edit_handler = ObjectList([AddedPanels(), *Guideline.panels], base_form_class=GuidelineForm)
    edit_view_class = GuidelineEditView
    icon = "clipboard-list"
    list_display = ["title", Column("version", label=_("Version"), sort_key="version"), LiveStatusTagColumn()]
