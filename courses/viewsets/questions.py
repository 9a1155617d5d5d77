from wagtail.admin.panels import ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from ..forms import QuestionForm
from ..models import Question, Quiz


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "help"
    list_display = ["title", "pass_percent"]


class QuestionViewSet(SnippetViewSet):
    model = Question
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)
    icon = "comment"
    list_display = ["text", "kind"]
    list_filter = ["kind"]
