from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from brainstorm.sessions.guest_cookies import guest_of, was_guest
from brainstorm.sessions.models.brainstorms import Brainstorm, Participation
from lms.roles.permissions import redirect_to_sign_in


def may_facilitate(user, brainstorm):
    return user.is_superuser or brainstorm.facilitators.filter(pk=user.pk).exists()


def has_joined(user, brainstorm):
    return brainstorm.participations.filter(user=user).exists()


def facilitated_or_404(user, pk):
    """Return the brainstorm if `user` runs it. To others it does not exist, so that nothing is learned by guessing."""
    return get_object_or_404(Brainstorm.objects.facilitated_by(user), pk=pk)


def seat_required(view):
    """Let in whoever has signed in, and guests of the brainstorm `pk`; all others are sent to the sign-in page.

    For templates, `request.lms_guest` is the guest. A guest who was removed is told so.
    """

    @wraps(view)
    def wrapper(request, pk, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, pk, *args, **kwargs)
        request.lms_guest = guest_of(request, pk)
        if request.lms_guest:
            return view(request, pk, *args, **kwargs)
        if was_guest(request, pk):
            return redirect(reverse("lms_brainstorm:join") + "?removed")
        return redirect_to_sign_in(request)

    return wrapper


def participation_of(request, pk):
    """Return the `Participation` as which whoever asks takes part in a brainstorm, or None.

    The one way to find it. Who has signed in acts with that account, whatever the browser remembers of a guest.
    """
    if request.user.is_authenticated:
        return Participation.objects.of(request.user).filter(brainstorm__id=pk).first()
    return request.lms_guest if hasattr(request, "lms_guest") else guest_of(request, pk)


def participation_or_404(request, pk):
    """Return the `Participation` of whoever asks, with its brainstorm. To others the brainstorm does not exist."""
    participation = participation_of(request, pk)
    if participation is None:
        raise Http404
    return participation
