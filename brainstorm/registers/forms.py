"""Forms on the page of one idea that say what it touches."""

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import Idea
from brainstorm.registers.clauses import clauses_of
from brainstorm.registers.models import CLAUSE_LENGTH, LONGEST_NAME, EnterpriseSystem, Level, PolicyChange, SystemLink
from brainstorm.sessions.kinds import Kind
from courses.models import Guideline
from lms.pages.forms import LongTextField, form_helper


class BalanceForm(forms.Form):
    """Whom an idea helps. Nothing is chosen beforehand: a guess would be taken over."""

    balance = forms.ChoiceField(
        label=_("Whom does this idea help?"),
        choices=Idea.Balance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whom the idea helps.")},
    )

    def __init__(self, *args, idea, **kwargs):
        super().__init__(*args, initial={"balance": idea.balance}, **kwargs)
        self.helper = form_helper("balance", button=_("Save whom it helps"))


class AddressesForm(forms.Form):
    """The pain points that an idea would ease."""

    addresses = forms.ModelMultipleChoiceField(
        label=_("Which pain points would it ease?"),
        queryset=Idea.objects.none(),
        to_field_name="number",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, idea, **kwargs):
        super().__init__(*args, initial={"addresses": list(idea.addresses.all())}, **kwargs)
        field = self.fields["addresses"]
        pains = idea.brainstorm.ideas.revealed().filter(kind=Kind.PAIN_POINT).exclude(pk=idea.pk)
        field.queryset = pains.order_by("number")
        field.label_from_instance = describe_pain_point
        self.helper = form_helper("addresses", button=_("Save the pain points"))


def describe_pain_point(idea):
    return f"{idea.number}: {idea.text}"


class SystemForm(forms.Form):
    """One idea connects to one system: of the register, or one that is missing there."""

    system = forms.ModelChoiceField(
        label=_("System"), queryset=EnterpriseSystem.objects.none(), required=False, empty_label=_("Choose a system")
    )
    new_system = forms.CharField(
        label=_("Or one that is missing"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Use the name people know. It is added to the register."),
    )
    flow = forms.ChoiceField(label=_("Data flow"), choices=SystemLink.Flow.choices, widget=forms.RadioSelect)
    data = forms.CharField(
        label=_("Which data"),
        max_length=SystemLink._meta.get_field("data").max_length,
        required=False,
        help_text=_("For example, the ticket number and title, but no customer names."),
    )
    risk = forms.TypedChoiceField(label=_("Risk"), choices=Level.choices, coerce=int, initial=Level.MEDIUM)
    effort = forms.TypedChoiceField(label=_("Effort"), choices=Level.choices, coerce=int, initial=Level.MEDIUM)

    def __init__(self, *args, idea, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = EnterpriseSystem.objects.in_use().known_in(idea.brainstorm_id)
        self.helper = form_helper(
            Div("system", "new_system", css_class="lms-bs-pair"),
            "flow",
            "data",
            Div("risk", "effort", css_class="lms-bs-pair"),
            button=_("Save this system"),
        )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("system") and not cleaned.get("new_system") and "system" not in self.errors:
            self.add_error("system", _("Select a system, or enter the name of one that is missing."))
        return cleaned


class GuidelineChoiceForm(forms.Form):
    """The first half of a wording: which guideline. It is asked for by the address, so that it works as a link."""

    guideline = forms.ModelChoiceField(
        label=_("Guideline"), queryset=Guideline.objects.filter(live=True), empty_label=_("Choose a guideline")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("guideline")


class WordingForm(forms.Form):
    """The second half: which clause, and how it should read."""

    NEW = ""
    clause = forms.ChoiceField(label=_("Clause as it reads"), required=False, widget=forms.RadioSelect)
    wording = LongTextField(
        label=_("How it should read"),
        max_length=CLAUSE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-wording": ""}),
        help_text=_("Change as few words as you can. Leave blank to remove the clause."),
    )

    def __init__(self, *args, guideline, **kwargs):
        super().__init__(*args, **kwargs)
        self.guideline = guideline
        clauses = [(clause, clause) for clause in clauses_of(guideline)]
        self.fields["clause"].choices = [*clauses, (self.NEW, _("None of these: a new clause"))]
        self.fields["wording"].widget.attrs.pop("maxlength", None)
        self.helper = form_helper("clause", "wording", button=_("Propose this wording"))


class SettleForm(forms.Form):
    """Adopt a wording or decline it, with a reason."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[(PolicyChange.State.ADOPTED, _("Adopt")), (PolicyChange.State.DECLINED, _("Decline"))],
        widget=forms.RadioSelect,
    )
    reason = LongTextField(
        label=_("Reason"),
        max_length=PolicyChange._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give a reason. The people who proposed it will see it.")},
    )

    def __init__(self, *args, change, **kwargs):
        super().__init__(*args, prefix=f"change-{change.pk}", **kwargs)
        self.helper = form_helper("state", "reason", button=_("Save the decision"))
