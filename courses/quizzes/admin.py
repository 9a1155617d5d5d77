import django_filters
from django import forms
from django.db.models import Count
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from courses.quizzes.actions import regrade_question, regrade_quiz
from courses.quizzes.forms import QuestionForm, QuizForm
from courses.quizzes.models import Question, QuestionTag, Quiz
from courses.quizzes.views.regrading import RegradeView


class RegradeLinksMixin:
    """Leads from the list and from the editor to marking again."""

    def regrade_url(self, instance):
        return reverse(instance.snippet_viewset.get_url_name("regrade"), args=[instance.pk])


class BankIndexView(RegradeLinksMixin, snippets.IndexView):
    def get_list_more_buttons(self, instance):
        regrade = Button(_("Regrade …"), url=self.regrade_url(instance), icon_name="rotate", priority=25)
        return [*super().get_list_more_buttons(instance), regrade]


class BankEditView(RegradeLinksMixin, snippets.EditView):
    @cached_property
    def header_more_buttons(self):
        regrade = Button(_("Regrade …"), url=self.regrade_url(self.object), icon_name="rotate", priority=15)
        return [*super().header_more_buttons, regrade]


class BankViewSet(snippets.SnippetViewSet):
    """What questions and quizzes have in common; `regrade` is the action that marks again."""

    regrade = None
    index_view_class = BankIndexView
    edit_view_class = BankEditView

    def get_urlpatterns(self):
        view = self.construct_view(
            RegradeView,
            regrade=type(self).regrade,
            index_url_name=self.get_url_name("list"),
            edit_url_name=self.get_url_name("edit"),
        )
        return [*super().get_urlpatterns(), path("mark-again/<int:pk>/", view, name="regrade")]


def status_of(instance):
    """Return what Wagtail's own column says of drafts, without its two queries for each row."""
    if not instance.live:
        return _("draft")
    return _("live + draft") if instance.has_unpublished_changes else _("live")


STATUS_COLUMN = StatusTagColumn("live", label=_("Status"), accessor=status_of, primary=lambda row: row.live)


def tags_of(instance):
    return ", ".join(sorted(item.tag.name for item in instance.tagged_items.all()))


def content_of(quiz):
    """Return how a quiz is made up: "5 listed, 8 drawn"."""
    parts = []
    if quiz.listed:
        parts.append(_("%(n)s listed") % {"n": quiz.listed})
    if quiz.draw_count:
        parts.append(_("%(n)s drawn") % {"n": quiz.draw_count})
    return ", ".join(parts)


class QuizViewSet(BankViewSet):
    model = Quiz
    regrade = staticmethod(lambda quiz, **kwargs: regrade_quiz(quiz=quiz, **kwargs))
    edit_handler = ObjectList(Quiz.panels, base_form_class=QuizForm)
    icon = "help"
    list_display = [
        "title",
        Column("content", label=_("Questions"), accessor=content_of),
        Column("pass_percent", label=_("Pass mark"), accessor=lambda quiz: f"{quiz.pass_percent} %"),
        STATUS_COLUMN,
    ]

    def get_queryset(self, request):
        return Quiz.objects.annotate(listed=Count("quiz_questions"))


class QuestionFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(choices=Question.Kind, widget=forms.RadioSelect, empty_label=_("All"))
    tag = django_filters.ModelMultipleChoiceFilter(
        label=_("Tags"),
        field_name="tagged_items__tag",
        queryset=lambda request: Tag.objects.filter(pk__in=QuestionTag.objects.values("tag")).order_by("name"),
        widget=forms.CheckboxSelectMultiple,
    )
    is_used = django_filters.BooleanFilter(
        label=_("In a quiz"), field_name="quiz_questions", lookup_expr="isnull", exclude=True, distinct=True
    )

    class Meta:
        model = Question
        fields = ["kind", "tag", "is_used"]


class QuestionViewSet(BankViewSet):
    model = Question
    regrade = staticmethod(lambda question, **kwargs: regrade_question(question=question, **kwargs))
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)
    icon = "comment"
    menu_label = _("Question bank")
    filterset_class = QuestionFilterSet
    # Plain look-ups: the search index knows nothing of tags and uses.
    search_backend_name = None
    search_fields = ["text", "scenario", "explanation"]
    list_display = [
        "__str__",
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("tags", label=_("Tags"), accessor=tags_of),
        Column("uses", label=_("In quizzes"), sort_key="uses"),
        STATUS_COLUMN,
    ]

    def get_queryset(self, request):
        return Question.objects.with_uses().prefetch_related("tagged_items__tag")
