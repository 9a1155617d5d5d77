"""The projector: what all may see, readable from ten meters."""

import segno
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from brainstorm.screens.views.live import live_fragment
from brainstorm.sessions.permissions import facilitated_or_404
from brainstorm.wall.boards import room_board
from lms.roles.permissions import sign_in_required


def _screen_context(request, brainstorm):
    join_url = reverse("lms_brainstorm:join") + f"?code={brainstorm.join_code}"
    qr = segno.make(request.build_absolute_uri(join_url), micro=False)
    return {
        "brainstorm": brainstorm,
        "phase": brainstorm.current_phase,
        "board": room_board(brainstorm),
        "people": brainstorm.participations.count(),
        "join_address": request.build_absolute_uri(reverse("lms_brainstorm:short_join")).split("://", 1)[1],
        # Only path and size come from segno, and its input is our own address.
        "qr": mark_safe(qr.svg_inline(border=2, omitsize=True, svgclass="lms-bs-qr", lineclass=None)),  # noqa: S308
    }


@require_GET
@sign_in_required
def screen(request, pk):
    """The projector: what all may see, readable from ten meters."""
    brainstorm = facilitated_or_404(request.user, pk)
    return render(request, "lms_brainstorm/screens/screen.html", _screen_context(request, brainstorm))


@require_GET
@sign_in_required
def screen_pulse(request, pk):
    brainstorm = facilitated_or_404(request.user, pk)
    people = brainstorm.participations.count()
    return live_fragment(
        request,
        tag=f"{brainstorm.room_number}-{people}",
        template="lms_brainstorm/screens/includes/screen_body.html",
        context=lambda: _screen_context(request, brainstorm),
    )
