"""What trainers look at because someone on a course asked them to."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.discussion import actions
from courses.discussion.models import DiscussionPost
from courses.discussion.views.discussion import moderated_post_or_404
from lms.roles.permissions import Role, role_required, sign_in_required

ROWS_A_PAGE = 20


@require_GET
@role_required(Role.TRAINER)
def reported_posts(request):
    """The posts that were reported and that no trainer has looked at yet, those that wait longest first."""
    page = Paginator(DiscussionPost.objects.reported(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "lms_courses/discussion/reported_posts.html", {"page_obj": page})


@require_POST
@sign_in_required
def dismiss_reports(request, pk):
    actions.dismiss_reports(post=moderated_post_or_404(request, pk), by=request.user)
    messages.success(request, _("The post stays visible."))
    return redirect("lms_courses:reported_posts")
