"""Choosing whom to enroll, on what, until when."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.ids import read_id, read_person_id
from courses.catalog.models import CoursePage
from courses.enrollment.permissions import people_for
from lms.accounts.people import by_name, has_word


def check_not_past(day):
    """Raise ValidationError if `day` has passed."""
    if day < timezone.localdate():
        raise ValidationError(_("This date has passed. Choose today or a later date."), code="past")


class DueDateField(forms.DateField):
    """A day from today on."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [check_not_past]

    def __init__(self, **kwargs):
        defaults = {"label": gettext_lazy("Due date"), "input_formats": ["%Y-%m-%d"]}
        sentence = gettext_lazy("Enter the due date as 2030-12-31.")
        super().__init__(required=False, error_messages={"invalid": sentence}, **defaults | kwargs)


class PageField(forms.ModelChoiceField):
    """A page by its id; an id that no row can have is no choice either."""

    def to_python(self, value):
        if value not in self.empty_values and read_id(str(value)) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class CourseField(PageField):
    """A published course."""

    def __init__(self, **kwargs):
        super().__init__(
            queryset=CoursePage.objects.live().order_by("title"),
            label=gettext_lazy("Course"),
            empty_label=gettext_lazy("Choose a course"),
            error_messages={
                "required": gettext_lazy("Choose a course."),
                "invalid_choice": gettext_lazy("This course is not published. Choose another one."),
            },
            **kwargs,
        )


class IdsInput(forms.MultipleHiddenInput):
    """Ids of people as checkboxes send them, or in one field with commas: a form with a thousand fields is refused."""

    def value_from_datadict(self, data, files, name):
        ids = (read_person_id(part.strip()) for value in data.getlist(name) for part in value.split(","))
        return [pk for pk in ids if pk is not None]


class PeopleField(forms.ModelMultipleChoiceField):
    widget = IdsInput

    def __init__(self, **kwargs):
        sentence = gettext_lazy("Someone you chose is no longer one of your people. Choose again.")
        super().__init__(
            queryset=None,
            label=gettext_lazy("People"),
            error_messages={"required": gettext_lazy("Choose at least one person."), "invalid_choice": sentence},
            **kwargs,
        )

    def clean(self, value):
        """Return the people of the ids in `value` in one query."""
        if not value:
            raise ValidationError(self.error_messages["required"], code="required")
        people = list(self.queryset.filter(pk__in=set(value)))
        if len(people) != len(set(value)):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return people


class DespiteField(forms.BooleanField):
    """That a trainer or manager knows that something is not completed, and enrolls all the same."""

    def __init__(self):
        super().__init__(required=False, label=gettext_lazy("Enroll them without the prerequisites"))


class PeopleSearchForm(forms.Form):
    """Finds people by words, department and group, among those whom `user` may enroll."""

    SHOWN = 100

    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Name or email"))
    department = forms.ChoiceField(required=False, label=gettext_lazy("Department"))
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"),
        required=False,
        label=gettext_lazy("Group"),
        empty_label=gettext_lazy("Any group"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people_for(user).filter(is_active=True)
        departments = (
            self.people.exclude(lms_profile__department="")
            .order_by("lms_profile__department")
            .values_list("lms_profile__department", flat=True)
            .distinct()
        )
        self.fields["department"].choices = [
            ("", _("Any department")),
            *[(each, each) for each in departments if each is not None],
        ]

    def found(self):
        """Return everyone found, as a queryset by name. A broken filter finds no one."""
        if not self.is_valid():
            return self.people.none()
        people = self.people.select_related("lms_profile")
        for word in self.cleaned_data["q"].split():
            people = people.filter(has_word(word))
        if department := self.cleaned_data["department"]:
            people = people.filter(lms_profile__department=department)
        if group := self.cleaned_data["group"]:
            people = people.filter(groups=group)
        return people.order_by(*by_name())

    def is_by_group(self):
        """Whether people were found by their department or group."""
        return bool(self.is_valid() and (self.cleaned_data["department"] or self.cleaned_data["group"]))


class EnrollPeopleForm(forms.Form):
    """Enrolls people on a course; `user` may do so for their own only."""

    course = CourseField()
    people = PeopleField()
    due_date = DueDateField()
    despite = DespiteField()
    by_group = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people_for(user).filter(is_active=True).select_related("lms_profile")


class DueDateForm(forms.Form):
    due_date = DueDateField(help_text=gettext_lazy("Leave blank for no due date."))


class AnswerForm(forms.Form):
    """The answer to someone who asks to take a course."""

    APPROVE, DECLINE = "approve", "decline"

    answer = forms.ChoiceField(choices=[(APPROVE, APPROVE), (DECLINE, DECLINE)])
    note = forms.CharField(required=False, max_length=300)
    despite = DespiteField()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == self.DECLINE and not cleaned.get("note", "").strip():
            self.add_error("note", _("Give a reason. The person will see it."))
        return cleaned
