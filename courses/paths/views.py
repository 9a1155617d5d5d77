"""Learning paths: find one, see where one stands on it, begin."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from courses.paths import actions
from courses.paths.models import LearningPath
from courses.paths.presenters import path_cards, path_context
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


def find_path_or_404(slug):
    """Return the published path of this slug in the active language, or untranslated.

    Raises:
        Http404: there is none.
    """
    path = LearningPath.objects.live().in_language().filter(slug=slug).order_by("pk").first()
    if path is None:
        raise Http404
    return path


@require_GET
def path_list(request):
    """Every published path, with one's own progress."""
    return render(request, "lms_courses/paths/path_list.html", {"views": path_cards(request.user)})


@require_GET
def path_detail(request, slug):
    """The courses of a path in order, where one stands on each, and what comes next."""
    path = find_path_or_404(slug)
    return render(request, "lms_courses/paths/path.html", path_context(path, request.user))


@require_POST
@sign_in_required
def enroll_on_path(request, slug):
    path = find_path_or_404(slug)
    try:
        enrolled = actions.enroll_on_path(path=path, learner=request.user)
    except RuleError as error:
        messages.error(request, str(error))
        return render(request, "lms_courses/paths/path.html", path_context(path, request.user), status=409)
    if enrolled:
        sentence = ngettext("You are enrolled in %(n)s course.", "You are enrolled in %(n)s courses.", len(enrolled))
        messages.success(request, sentence % {"n": len(enrolled)})
    return redirect(path)
