"""Answering quizzes. Everything here is a POST and may be sent twice."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from lms.exceptions import LMSError
from lms.permissions import sign_in_required

from .. import actions
from ..forms import read_id
from ..models import LessonPage, Quiz
from .learning import own_enrollment


@require_POST
@sign_in_required
def submit_quiz(request, lesson_pk, quiz_pk):
    """Mark a quiz. A mistake shows the lesson again with everything that was chosen."""
    page = get_object_or_404(LessonPage.objects.live(), id=lesson_pk)
    quiz = get_object_or_404(Quiz, pk=quiz_pk)
    _course, enrollment = own_enrollment(request, page.get_course().pk)
    answers = {}
    for name, values in request.POST.lists():
        question_pk = read_id(name.removeprefix("question-")) if name.startswith("question-") else None
        if question_pk:
            answers[question_pk] = {pk for value in values if (pk := read_id(value))}
    try:
        actions.submit_attempt(
            enrollment=enrollment,
            lesson=page,
            quiz=quiz,
            answers=answers,
            submission_key=read_key(request),
        )
    except LMSError as error:
        if not page.lesson_quizzes.filter(quiz=quiz).exists():
            messages.error(request, str(error))
        context = page.get_context(request, quiz_state={quiz.pk: (str(error), answers)})
        return render(request, page.get_template(request), context, status=422)
    return redirect(f"{page.get_url(request)}#quiz-{quiz.pk}")


def read_key(request):
    """Return the UUID that a form carries so that sending it twice counts once; a new one if it is broken."""
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return uuid.uuid4()
