"""Answering quizzes. Everything here is a POST and may be sent twice."""

import uuid

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.catalog.models import LessonPage
from courses.enrollment.views.access import own_enrollment
from courses.quizzes.actions import begin_attempt, save_answers, submit_attempt
from courses.quizzes.forms import read_answers, read_fields
from courses.quizzes.marking.rules import AnswerError
from courses.quizzes.models import Quiz
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


@require_POST
@sign_in_required
def begin_quiz(request, lesson_pk, quiz_pk):
    page, where = find_quiz(request, lesson_pk, quiz_pk)
    try:
        begin_attempt(**where, submission_key=read_key(request))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(address_of(request, page, where["quiz"]))


@require_POST
@sign_in_required
def save_quiz(request, lesson_pk, quiz_pk):
    """Keep answers for later. A script is answered with JSON, a form with the lesson."""
    page, where = find_quiz(request, lesson_pk, quiz_pk)
    wants_page, fields = request.accepts("text/html"), read_fields(request.POST)
    try:
        attempt = save_answers(**where, answers=read_answers(fields), submission_key=read_key(request))
    except RuleError as error:
        if wants_page:
            return show_mistake(request, page, where["quiz"], fields, error)
        return JsonResponse({"error": str(error)}, status=status_of(error))
    if wants_page:
        messages.success(request, _("Your answers are saved. Continue whenever you like."))
        return redirect(address_of(request, page, where["quiz"]))
    return JsonResponse({"key": attempt.submission_key, "seconds_left": attempt.seconds_left})


@require_POST
@sign_in_required
def submit_quiz(request, lesson_pk, quiz_pk):
    """Mark a quiz. A mistake shows the lesson again with everything that was chosen."""
    page, where = find_quiz(request, lesson_pk, quiz_pk)
    fields = read_fields(request.POST)
    try:
        submit_attempt(**where, answers=read_answers(fields), submission_key=read_key(request))
    except RuleError as error:
        return show_mistake(request, page, where["quiz"], fields, error)
    return redirect(address_of(request, page, where["quiz"]))


def find_quiz(request, lesson_pk, quiz_pk):
    """Return (lesson, the arguments that the actions on quizzes take) for the signed-in learner.

    Raises:
        Http404: there is no such lesson or quiz, or the learner is not on the course.
    """
    page = get_object_or_404(LessonPage.objects.live(), id=lesson_pk)
    quiz = get_object_or_404(Quiz.objects.live(), pk=quiz_pk)
    _course, enrollment = own_enrollment(request, page.get_course().pk)
    return page, {"enrollment": enrollment, "lesson": page, "quiz": quiz}


def show_mistake(request, page, quiz, fields, error):
    """Return the lesson with the sentence of `error` at its quiz, and everything that was answered."""
    if not page.lesson_quizzes.filter(quiz=quiz).exists():
        messages.error(request, str(error))
    context = page.get_context(request, quiz_state={quiz.pk: (error, fields)})
    return render(request, page.get_template(request), context, status=status_of(error))


def status_of(error):
    """A form that must be filled in otherwise is 422; anything else that breaks a rule is 409."""
    return 422 if isinstance(error, AnswerError) else 409


def address_of(request, page, quiz):
    return f"{page.get_url(request)}#quiz-{quiz.pk}"


def read_key(request):
    """Return the UUID that a form carries so that sending it twice counts once; a new one if it is broken."""
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return uuid.uuid4()
