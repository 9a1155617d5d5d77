import uuid

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import IDEA_LENGTH, POINT_LENGTH, Idea, ModerationAct, Point
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import Right
from courses.catalog.ids import read_id
from courses.models import LessonPage
from lms.pages.forms import LongTextField, form_helper


class IdeaForm(forms.Form):
    """One idea. A new form brings its own submission key; a repeated one brings the old, and nothing is doubled."""

    kind = forms.ChoiceField(label=_("What kind of idea is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    text = LongTextField(
        label=_("Your idea"),
        max_length=IDEA_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": ""}),
        error_messages={
            "required": _("Write your idea first."),
            "max_length": _("Shorten your idea to %(limit_value)d characters; it has %(show_value)d."),
        },
    )
    addresses = forms.ModelMultipleChoiceField(
        label=_("Pain points it would ease"),
        queryset=Idea.objects.none(),
        to_field_name="number",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lesson = forms.CharField(required=False, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    kinds = list(Kind)  # for the template, which shows each with its opening words

    def __init__(self, *args, brainstorm=None, kind=Kind.USE_CASE, asked_kind="", lesson="", answers="", **kwargs):
        """Build the form for the present phase of `brainstorm`.

        lesson: id of the lesson that prompts the idea; answers: number of the pain point it answers. Both come from an
        address, so whatever does not fit is left out.
        """
        initial = {"kind": asked_kind or kind, "submission_key": uuid.uuid4(), "lesson": lesson}
        if number := read_id(answers):
            initial["addresses"] = [number]
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.brainstorm = brainstorm
        if brainstorm and brainstorm.allows(Right.READ):
            field = self.fields["addresses"]
            field.queryset = brainstorm.ideas.revealed().filter(kind=Kind.PAIN_POINT).order_by("number")
            field.label_from_instance = lambda idea: f"{idea.number}: {idea.text}"
        # The server counts and says so; a maxlength in the browser would cut off what people paste.
        self.fields["text"].widget.attrs.pop("maxlength", None)
        if asked_kind:
            self.fields["kind"].required = False
            self.kinds = [Kind(asked_kind)]
        self.helper = form_helper(
            Field("kind", template="lms_brainstorm/ideas/includes/kind_cards.html"),
            "text",
            Field("addresses", template="lms_brainstorm/ideas/includes/addresses_field.html"),
            "lesson",
            "submission_key",
            button=_("Send this idea"),
        )

    @property
    def prompting_lesson(self):
        """The published lesson of the brainstorm's course that prompts this idea, or None."""
        pk = read_id(self["lesson"].value() or "")
        if not pk or self.brainstorm is None or self.brainstorm.course is None:
            return None
        return LessonPage.objects.in_course(self.brainstorm.course).filter(pk=pk).first()

    def clean_lesson(self):
        return self.prompting_lesson


Side = Point.Side
LABELS = {
    Side.QUESTION: _("A question"),
    Side.CAUSE: _("A cause: why is it so?"),
    Side.PRO: _("A point for it"),
    Side.CON: _("A point against it"),
    Side.ANSWER: _("My answer, as its author"),
}


def sides_of(idea, *, is_author):
    """Return what can be said about an idea: of a pain point one asks for causes, of all else what speaks for it."""
    sides = [Side.CAUSE, Side.QUESTION] if idea.kind == Kind.PAIN_POINT else [Side.QUESTION, Side.PRO, Side.CON]
    return [*sides, Side.ANSWER] if is_author else sides


class PointForm(forms.Form):
    """One point about an idea. It brings a submission key of its own, so that a second press doubles nothing."""

    side = forms.ChoiceField(label=_("What do you add?"), widget=forms.RadioSelect)
    text = LongTextField(
        label=_("In a sentence or two"),
        max_length=POINT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write your point first."),
            "max_length": _("Shorten it to %(limit_value)d characters. It has %(show_value)d."),
        },
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, idea, is_author=False, **kwargs):
        super().__init__(*args, initial={"submission_key": uuid.uuid4()}, **kwargs)
        sides = sides_of(idea, is_author=is_author)
        self.fields["side"].choices = [(side.value, LABELS[side]) for side in sides]
        self.fields["side"].initial = sides[0].value
        self.fields["text"].widget.attrs.pop("maxlength", None)  # the server counts; a browser would cut off
        self.helper = form_helper("side", "text", "submission_key", button=_("Add to this idea"))


class ModerationForm(forms.Form):
    """What becomes of one idea, known by the random key of its form: its id would tell when it was written."""

    idea = forms.UUIDField(
        error_messages={"required": _("Choose an idea first."), "invalid": _("Choose an idea first.")}
    )
    expected = forms.ChoiceField(
        choices=Idea.Moderation.choices, error_messages={"required": _("Load the page again.")}
    )
    moderation = forms.ChoiceField(
        choices=Idea.Moderation.choices, error_messages={"required": _("Choose what becomes of this idea.")}
    )
    reason = forms.CharField(
        required=False,
        max_length=ModerationAct._meta.get_field("reason").max_length,
        error_messages={"max_length": _("Shorten the reason to %(limit_value)d characters; it has %(show_value)d.")},
    )
