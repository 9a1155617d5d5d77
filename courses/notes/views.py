"""What learners write for themselves. No one else's is ever found here."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.catalog.models import LessonPage
from courses.enrollment.views.access import may_read, readable_or_404
from courses.notes.actions import save_note, save_reflection, unshare_reflection
from courses.notes.exceptions import NoteConflictError
from courses.notes.forms import NoteForm, ReflectionForm
from courses.notes.models import Note, Reflection
from courses.notes.presenters import own_writing, reflection_questions
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required

ROWS_A_PAGE = 20


@require_http_methods(["GET", "POST"])
@sign_in_required
def note(request, lesson_pk):
    """One's notes on a lesson. The page saves them as one types, and then wants JSON; without scripts a form does."""
    lesson = get_object_or_404(LessonPage, id=lesson_pk)
    stored = Note.objects.filter(lesson=lesson, learner=request.user).first()
    is_reader = may_read(request.user, lesson)
    # What one has written stays one's own, also after leaving the course.
    if stored is None and not is_reader:
        raise Http404
    if request.method == "GET":
        context = {"text": stored.text if stored else "", "version": stored.version if stored else ""}
        return render(request, "lms_courses/notes/note.html", context | {"lesson": lesson})
    form = NoteForm(request.POST)
    wants_json = "application/json" in request.headers.get("Accept", "")
    error, other, version, status = "", None, request.POST.get("version", ""), 422
    if form.is_valid():
        try:
            saved = save_note(lesson=lesson, learner=request.user, **form.cleaned_data)
        except NoteConflictError as refusal:
            error, status = str(refusal), 409
            other, version = (refusal.note.text, refusal.note.version) if refusal.note else ("", "")
        except RuleError as refusal:
            error = str(refusal)
        else:
            if wants_json:
                return JsonResponse({"version": saved.version if saved else ""})
            messages.success(request, _("Your notes are saved."))
            return redirect(f"{lesson.get_url(request)}#my-notes" if is_reader else "lms_courses:notes")
    else:
        error = next(iter(form.errors.values()))[0]
    if wants_json:
        return JsonResponse({"error": error, "other": other, "version": version}, status=status)
    context = {
        "lesson": lesson,
        "text": request.POST.get("text", ""),
        "version": version,
        "error": error,
        "other": other,
    }
    return render(request, "lms_courses/notes/note.html", context, status=status)


@require_GET
@sign_in_required
def notes(request):
    """All that one has written for oneself; `?q=` looks for words in it."""
    search = request.GET.get("q", "").strip()[:100]
    page = own_writing(request.user, search=search, page=request.GET.get("page"))
    query = urlencode({"q": search}) + "&" if search else ""
    return render(request, "lms_courses/notes/notes.html", {"page_obj": page, "search": search, "query": query})


def question_or_404(lesson, block_id):
    """Return the question that a reflection block of `lesson` asks."""
    question = reflection_questions(lesson).get(str(block_id))
    if question is None:
        raise Http404
    return question


@require_POST
@sign_in_required
def reflection_save(request, lesson_pk, block_id):
    """Keep an answer, private or shared; an empty one deletes what was there."""
    lesson = readable_or_404(request, lesson_pk)
    question = question_or_404(lesson, block_id)
    form = ReflectionForm(request.POST)
    error, status = "", 422
    if form.is_valid():
        try:
            saved = save_reflection(lesson=lesson, learner=request.user, block_id=block_id, **form.cleaned_data)
        except RuleError as refusal:
            error = str(refusal)
        else:
            if saved is None:
                messages.success(request, _("Your answer is deleted."))
            elif saved.is_shared:
                messages.success(request, _("Your answer is saved. Everyone in the course can read it."))
            else:
                messages.success(request, _("Your answer is saved. Only you can read it."))
            return redirect(f"{lesson.get_url(request)}#reflection-{block_id}")
    else:
        error = next(iter(form.errors.values()))[0]
    context = {
        "lesson": lesson,
        "block_id": block_id,
        "question": question,
        "text": request.POST.get("text", ""),
        "is_shared": "is_shared" in request.POST,
        "error": error,
    }
    return render(request, "lms_courses/notes/reflection_form.html", context, status=status)


@require_POST
@sign_in_required
def reflection_unshare(request, pk):
    """Make an own shared answer private again, wherever one stands with the course."""
    reflection = get_object_or_404(Reflection, pk=pk, learner=request.user)
    unshare_reflection(reflection=reflection)
    messages.success(request, _("Only you can read this answer now."))
    return redirect("lms_courses:notes")


@require_GET
@sign_in_required
def reflections(request, lesson_pk, block_id):
    """What everyone on the course shares of their answers to one question."""
    lesson = readable_or_404(request, lesson_pk)
    question = question_or_404(lesson, block_id)
    shared = lesson.reflections.shared().filter(block_id=block_id).select_related("learner")
    page = Paginator(shared, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"lesson": lesson, "course": lesson.course, "question": question, "page_obj": page}
    return render(request, "lms_courses/notes/reflections.html", context)
