"""Brainstorms: who prepares one fills in a short form, and then finds its plan, ready to be changed."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.forms import CheckboxSelectMultiple, RadioSelect, Textarea
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, HistoryView, IndexView, UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton, ListingButton

from brainstorm.sessions.actions import prepare, revise_plan
from brainstorm.sessions.admin.plans import check_plan, plan_panel
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.models.formats import BrainstormFormat
from brainstorm.sessions.permissions import may_facilitate
from brainstorm.sessions.presets import DEFAULT
from lms.accounts.people import by_name, name_of
from lms.roles.permissions import Role


class BrainstormForm(WagtailAdminModelForm):
    """Offers only people who facilitate; who prepares a brainstorm leads it unless someone else is chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        facilitators = get_user_model().objects.filter(Q(groups__name=Role.FACILITATOR.value) | Q(is_superuser=True))
        field = self.fields["facilitators"]
        field.queryset = facilitators.filter(is_active=True).distinct().order_by(*by_name(), "pk")
        field.label_from_instance = name_of
        format_field = self.fields["format"]
        format_field.queryset = BrainstormFormat.objects.filter(Q(live=True) | Q(pk=self.instance.format_id))
        format_field.label_from_instance = describe
        format_field.empty_label = None
        if not self.instance.pk:
            format_field.initial = BrainstormFormat.objects.live().filter(slug=DEFAULT).first()
            if self.for_user:
                field.initial = [self.for_user.pk]
        else:
            format_field.required = False  # the format may be gone; the plan is the brainstorm's own
            self._keep_what_has_begun()

    def _keep_what_has_begun(self):
        brainstorm = self.instance
        if brainstorm.step:
            self.fields["opens_at"].disabled = True
        if brainstorm.has_started:
            self.fields["format"].disabled = True
        if brainstorm.ballot_frozen_at:
            for name in ("vote_method", "dots_per_person", "dots_per_idea"):
                self.fields[name].disabled = True
        for form in self.formsets["phases"].forms:
            if form.instance.pk and has_begun(brainstorm, form.instance):
                for name, field in form.fields.items():
                    if name in form.Meta.fields:
                        field.disabled = not (name == "is_anonymous" and not form.instance.is_anonymous)

    def clean_format(self):
        return self.cleaned_data["format"] or self.instance.format

    def clean_opens_at(self):
        opens_at = self.cleaned_data["opens_at"]
        if opens_at and "opens_at" in self.changed_data and opens_at <= timezone.now():
            self.add_error("opens_at", _("Choose a time in the future, or start collecting in the console now."))
        return opens_at

    def clean(self):
        cleaned = super().clean()
        if "phases" in self.formsets and "format" not in self.changed_data:
            check_plan(self)
            self._check_what_has_begun()
        return cleaned

    def _check_what_has_begun(self):
        """Phases that have begun stay, in their order, ahead of all others.

        A phase without names behind which the brainstorm has gone back stays, too: in its place could come one with
        names.
        """
        formset = self.formsets["phases"]
        if not formset.is_valid():
            return
        deleted = {form.instance.pk for form in formset.deleted_forms}
        for phase in self.instance.plan:
            if phase.pk in deleted and phase.is_anonymous and phase.started_at and phase.step > self.instance.step:
                sentence = _(
                    "“%(phase)s” has started without names, so it stays in the plan. You can skip it in the console."
                )
                self.add_error(None, sentence % {"phase": phase.name})
        if not self.instance.step:
            return
        begun = [phase.pk for phase in self.instance.plan if has_begun(self.instance, phase)]
        if [form.instance.pk for form in formset.ordered_forms][: len(begun)] != begun:
            self.add_error(
                None,
                _(
                    "The plan up to “%(phase)s” cannot change because that phase has started. Change the phases "
                    "after it."
                )
                % {"phase": self.instance.current_phase.name},
            )


def describe(format):
    return format_html("<span><strong>{}</strong><br>{}</span>", format.title, format.summary)


def has_begun(brainstorm, phase):
    return bool(brainstorm.step) and phase.sort_order <= brainstorm.step


class BrainstormIndexView(IndexView):
    """Whoever runs it finds it here. To others it does not exist: its code and its plan would let them in."""

    def get_base_queryset(self):
        brainstorms = Brainstorm.objects.facilitated_by(self.request.user).with_people_count()
        return brainstorms.select_related("course", "scheduled_class__course")

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        url = reverse("lms_brainstorm:console", args=[instance.pk])
        buttons.insert(0, ListingButton(_("Open the console"), url=url, icon_name="desktop", priority=5))
        return buttons


class FacilitatedMixin:
    """Finds the brainstorm for those who run it. Otherwise a facilitator could enter any room by its settings."""

    def get_object(self, *args, **kwargs):
        brainstorm = super().get_object(*args, **kwargs)
        user = self.request.user
        # Whose role has nothing to do here is told so by the view itself, afterwards.
        if user.has_perm("lms_brainstorm.change_brainstorm") and not may_facilitate(user, brainstorm):
            raise Http404
        return brainstorm


class BrainstormCreateView(CreateView):
    def save_instance(self):
        """Save the form, then give the brainstorm its key and its plan."""
        return prepare(brainstorm=super().save_instance())

    def get_success_url(self):
        """Show the plan, which is there only now."""
        return self.get_edit_url()

    def get_success_message(self, instance):
        return _("“%(title)s” is ready. Its phases are below. Change them, or open the console.") % {"title": instance}


class BrainstormHistoryView(FacilitatedMixin, HistoryView):
    pass


class BrainstormUsageView(FacilitatedMixin, UsageView):
    pass


class BrainstormDeleteView(FacilitatedMixin, DeleteView):
    pass


class BrainstormEditView(FacilitatedMixin, EditView):
    def post(self, request, *args, **kwargs):
        """Take what is sent under the lock: meanwhile no one moves the brainstorm on."""
        with transaction.atomic():
            get_object_or_404(Brainstorm.objects.select_for_update(), pk=self.kwargs["pk"])
            return super().post(request, *args, **kwargs)

    def save_instance(self):
        brainstorm = super().save_instance()
        revise_plan(brainstorm=brainstorm, has_new_format="format" in self.form.changed_data)
        return brainstorm

    def get_header_buttons(self):
        buttons = super().get_header_buttons()
        url = reverse("lms_brainstorm:console", args=[self.object.pk])
        buttons.insert(0, HeaderButton(_("Open the console"), url=url, icon_name="desktop"))
        return buttons


WHAT = [
    FieldPanel("title"),
    FieldPanel("question", widget=Textarea(attrs={"rows": 2})),
    FieldRowPanel([FieldPanel("scheduled_class"), FieldPanel("course")]),
]
WHO = [
    FieldPanel("opens_at"),
    FieldPanel("allows_guests"),
    FieldPanel("facilitators", widget=CheckboxSelectMultiple),
]
CREATE = ObjectList([*WHAT, FieldPanel("format", widget=RadioSelect), *WHO], base_form_class=BrainstormForm)
EDIT = ObjectList(
    [
        *WHAT,
        plan_panel(),
        MultiFieldPanel(
            [FieldPanel("format", widget=RadioSelect, help_text=gettext_lazy("Another format replaces all phases."))],
            heading=gettext_lazy("Start over from a format"),
            classname="collapsed",
        ),
        *WHO,
        MultiFieldPanel(
            [FieldPanel("vote_method"), FieldRowPanel([FieldPanel("dots_per_person"), FieldPanel("dots_per_idea")])],
            heading=gettext_lazy("Votes"),
        ),
    ],
    base_form_class=BrainstormForm,
)


class BrainstormViewSet(ModelViewSet):
    """Ideas, votes and decisions have no place here: the admin would show them to people who are not in the room."""

    model = Brainstorm
    name = "lms_brainstorms"
    icon = "group"
    menu_label = gettext_lazy("Brainstorms")
    copy_view_enabled = False
    index_view_class = BrainstormIndexView
    add_view_class = BrainstormCreateView
    edit_view_class = BrainstormEditView
    delete_view_class = BrainstormDeleteView
    history_view_class = BrainstormHistoryView
    usage_view_class = BrainstormUsageView
    search_fields = ["title", "question"]
    list_filter = ["phase", "format", "course"]
    list_display = [
        "title",
        Column("phase", label=gettext_lazy("Phase"), accessor="get_phase_display"),
        Column(
            "course",
            label=gettext_lazy("Class or course"),
            accessor=lambda row: row.scheduled_class or row.course or "",
        ),
        Column("people", label=gettext_lazy("People"), accessor="people_count"),
        Column("code", label=gettext_lazy("Join code"), accessor="spoken_code"),
        DateColumn("created_at", label=gettext_lazy("Created")),
    ]

    edit_handler = EDIT

    @cached_property
    def _create_handler(self):
        return CREATE.bind_to_model(self.model)

    def get_form_class(self, for_update=False):
        return super().get_form_class(for_update) if for_update else self._create_handler.get_form_class()

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(**{"panel": self._create_handler, **kwargs})
