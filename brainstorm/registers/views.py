"""Pages beyond the room: the systems that ideas touch, and the guidelines they would change."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from brainstorm.registers.actions import settle_wording
from brainstorm.registers.forms import SettleForm
from brainstorm.registers.models import EnterpriseSystem, PolicyChange
from brainstorm.registers.permissions import may_settle_wordings
from brainstorm.registers.presenters import SystemRow, links_to, system_rows, wording_of
from courses.catalog.ids import read_id
from courses.models import Guideline
from lms.exceptions import RuleError
from lms.roles.permissions import sign_in_required


@require_GET
@sign_in_required
def systems(request):
    """The register: every system with what all closed brainstorms together say of it; those one owns come first."""
    rows = system_rows(request.user)
    owned = [row for row in rows if row.system.owner_id == request.user.pk]
    context = {"rows": rows, "owned": owned, "links": links_to([row.system for row in owned]) if owned else []}
    return render(request, "lms_brainstorm/registers/systems.html", context)


@require_GET
@sign_in_required
def system(request, pk):
    """One system and all ideas that touch it, of brainstorms that everyone may read."""
    known = EnterpriseSystem.objects.within_reach_of(request.user).with_reach().select_related("owner")
    system = get_object_or_404(known, pk=pk)
    context = {"row": SystemRow(system), "system": system, "links": links_to([system])}
    return render(request, "lms_brainstorm/registers/system.html", context)


@require_http_methods(["GET", "POST"])
@sign_in_required
def guideline_changes(request, pk):
    """All wordings that closed brainstorms propose for one guideline; who edits guidelines adopts or declines here."""
    guideline = get_object_or_404(Guideline, pk=pk, live=True)
    changes = list(PolicyChange.objects.published().filter(guideline=guideline).with_ideas().order_by("-pk"))
    may_settle = may_settle_wordings(request.user)
    forms, status = {}, 200
    if request.method == "POST":
        chosen = read_id(request.POST.get("change", ""))
        change = next((change for change in changes if change.pk == chosen), None)
        if change is None or not may_settle:
            raise Http404
        form = forms[change.pk] = SettleForm(request.POST, change=change)
        status = 422
        if form.is_valid():
            try:
                settle_wording(change=change, by=request.user, **form.cleaned_data)
            except RuleError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("Decided. The person who proposed it gets a message."))
                return redirect(f"{request.path}#wording-{change.pk}")
    shown = []
    for change in changes:
        form = forms.get(change.pk)
        if form is None and may_settle:
            is_open = change.state == PolicyChange.State.PROPOSED
            form = SettleForm(
                change=change, initial={} if is_open else {"state": change.state, "reason": change.reason}
            )
        shown.append((wording_of(change), form))
    context = {"guideline": guideline, "wordings": shown, "may_edit": may_settle}
    return render(request, "lms_brainstorm/registers/guideline_changes.html", context, status=status)
