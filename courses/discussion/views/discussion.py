"""The discussion under a lesson: a page of its own, and by htmx a part of the lesson page.

Both are the same template. Every change is a POST that leads back to the discussion; htmx follows and swaps it in.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.catalog.ids import read_id
from courses.discussion.actions import (
    delete_post,
    edit_post,
    follow_discussion,
    hide_post,
    report_post,
    submit_post,
    unfollow_discussion,
    unhide_post,
)
from courses.discussion.forms import PostForm, PostTextForm, ReportForm
from courses.discussion.models import DiscussionPost
from courses.discussion.presenters import Unsent, build_discussion, build_news
from courses.discussion.querysets import people_called, readers_of
from courses.enrollment.views.access import readable_or_404
from lms.accounts.people import handle_of, name_of
from lms.accounts.throttling import ThrottledError
from lms.exceptions import RuleError
from lms.roles.permissions import can_teach, sign_in_required

#: htmx stops asking when it is answered so.
STOP_POLLING = 286
SUGGESTIONS = 8


def is_fragment(request):
    return request.headers.get("HX-Request") == "true"


def discussed_or_404(request, lesson_pk):
    """Return the lesson, with its `course`, to those who may read it, unless its course has no discussion."""
    lesson = readable_or_404(request, lesson_pk)
    if not lesson.course.has_discussion:
        raise Http404
    return lesson


def post_or_404(request, pk):
    """Return a post that was not deleted, with its lesson, to those who may read it there."""
    post = get_object_or_404(DiscussionPost.objects.written().select_related("author", "parent"), pk=pk)
    post.lesson = discussed_or_404(request, post.lesson_id)
    if post.is_hidden and post.author_id != request.user.pk and not can_teach(request.user):
        raise Http404
    return post


def own_post_or_404(request, pk):
    post = post_or_404(request, pk)
    if post.author_id != request.user.pk:
        raise Http404
    return post


def moderated_post_or_404(request, pk):
    if not can_teach(request.user):
        raise Http404
    return post_or_404(request, pk)


def show(request, lesson, *, status=200, **chosen):
    """Answer with the discussion, for htmx without the page around it."""
    context = {
        "discussion": build_discussion(lesson, request.user, **chosen),
        "lesson": lesson,
        "course": lesson.course,
        "is_fragment": is_fragment(request),
        "highlighted": chosen.get("post_id"),
    }
    template = "lms_courses/discussion/board.html" if is_fragment(request) else "lms_courses/discussion/discussion.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def refuse(request, lesson, unsent, *, status, **chosen):
    """Show what was typed once more, with the sentence that says what to do."""
    return show(request, lesson, status=status, unsent=unsent, **chosen)


def status_of(error):
    return 429 if isinstance(error, ThrottledError) else 409


def first_error(form):
    return next(iter(form.errors.values()))[0]


@require_GET
@sign_in_required
def discussion(request, lesson_pk):
    """`?post=12` shows the page with that post, `?prompt=…` the answers to one prompt of the lesson."""
    return show(
        request,
        discussed_or_404(request, lesson_pk),
        page=request.GET.get("page", 1),
        post_id=read_id(request.GET.get("post", "")),
        prompt_id=request.GET.get("prompt", ""),
    )


@require_GET
def news(request, lesson_pk):
    """What has come or changed since the page was made; 204, and so nothing to do for the browser, if nothing has."""
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING)
    lesson = discussed_or_404(request, lesson_pk)
    after, changed, oldest = (read_id(request.GET.get(name, "")) or 0 for name in ("after", "changed", "from"))
    found = build_news(lesson, request.user, after=after, after_change=changed, oldest_thread_id=oldest)
    if found is None:
        return HttpResponse(status=204)
    return render(request, "lms_courses/discussion/news.html", {"news": found, "lesson": lesson})


@require_GET
@sign_in_required
def people(request, lesson_pk):
    """Suggestions while someone types a name: people on the course, by any part of their name."""
    lesson = discussed_or_404(request, lesson_pk)
    found = people_called(request.GET.get("q", ""), readers_of(lesson.course).exclude(pk=request.user.pk))
    names = [{"username": handle_of(user), "name": name_of(user)} for user in found[:SUGGESTIONS]]
    return JsonResponse({"people": names})


@require_POST
@sign_in_required
def post_create(request, lesson_pk):
    lesson = discussed_or_404(request, lesson_pk)
    form = PostForm(request.POST)
    parent = None
    if parent_id := read_id(request.POST.get("parent", "")):
        parent = get_object_or_404(lesson.discussion_posts.select_related("parent"), pk=parent_id)
    unsent = Unsent(
        place=("reply", parent.parent_id or parent.pk) if parent else ("new", None),
        text=request.POST.get("text", ""),
        error="",
        key=request.POST.get("submission_key", ""),
    )
    chosen = {"prompt_id": request.POST.get("prompt", ""), "post_id": parent and parent.pk}
    if not form.is_valid():
        unsent.error = first_error(form)
        return refuse(request, lesson, unsent, status=422, **chosen)
    try:
        post = submit_post(
            lesson=lesson,
            author=request.user,
            text=form.cleaned_data["text"],
            submission_key=form.cleaned_data["submission_key"],
            parent=parent,
            prompt_id=form.cleaned_data["prompt"],
        )
    except RuleError as error:
        unsent.error = str(error)
        return refuse(request, lesson, unsent, status=status_of(error), **chosen)
    return redirect(post)


@require_POST
@sign_in_required
def post_edit(request, pk):
    post = own_post_or_404(request, pk)
    form = PostTextForm(request.POST)
    status, error = 422, ""
    if form.is_valid():
        try:
            edit_post(post=post, text=form.cleaned_data["text"], by=request.user)
        except RuleError as refusal:
            status, error = status_of(refusal), str(refusal)
        else:
            return redirect(post)
    unsent = Unsent(place=("edit", post.pk), text=request.POST.get("text", ""), error=error or first_error(form))
    return refuse(request, post.lesson, unsent, status=status, post_id=post.pk)


@require_POST
@sign_in_required
def post_delete(request, pk):
    post = get_object_or_404(DiscussionPost, pk=pk, author=request.user)
    lesson = discussed_or_404(request, post.lesson_id)
    delete_post(post=post, by=request.user)
    messages.success(request, _("Your post is deleted."))
    return redirect("lms_courses:discussion", lesson.pk)


@require_POST
@sign_in_required
def post_report(request, pk):
    post = post_or_404(request, pk)
    form = ReportForm(request.POST)
    status, error = 422, ""
    if form.is_valid():
        try:
            report_post(post=post, by=request.user, reason=form.cleaned_data["reason"])
        except RuleError as refusal:
            status, error = 409, str(refusal)
        else:
            messages.success(request, _("Thank you. A trainer will review this post."))
            return redirect(post)
    unsent = Unsent(place=("report", post.pk), text=request.POST.get("reason", ""), error=error or first_error(form))
    return refuse(request, post.lesson, unsent, status=status, post_id=post.pk)


@require_POST
@sign_in_required
def post_hide(request, pk):
    """Hide a post, or with `show` show it again."""
    post = moderated_post_or_404(request, pk)
    if "show" in request.POST:
        unhide_post(post=post, by=request.user)
        messages.success(request, _("Everyone in the course can read the post again."))
    else:
        hide_post(post=post, by=request.user)
        messages.success(request, _("The post is hidden. The author can see that a trainer hid it."))
    return redirect("lms_courses:reported_posts") if "queue" in request.POST else redirect(post)


@require_POST
@sign_in_required
def follow(request, lesson_pk):
    """Be told of new posts, or with `stop` no more."""
    lesson = discussed_or_404(request, lesson_pk)
    if "stop" in request.POST:
        unfollow_discussion(lesson=lesson, user=request.user)
        messages.success(request, _("You will no longer get email about this discussion unless someone mentions you."))
    else:
        follow_discussion(lesson=lesson, user=request.user)
        messages.success(request, _("You will get an email when someone posts here."))
    return redirect("lms_courses:discussion", lesson.pk)
