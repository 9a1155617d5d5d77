"""What a course may ask: take part in one of its brainstorms."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.completion import Requirement, RequirementSource

from .models import Brainstorm, Idea, Vote


class BrainstormRequirement(RequirementSource):
    """The learner wrote an idea or cast a vote in a brainstorm of this course. Having joined is not enough."""

    key = "brainstorm"
    label = gettext_lazy("Take part in a brainstorm")

    def evaluate(self, *, course, learner, enrollment):
        first = self._first_contribution(course, learner) if enrollment else None
        if first:
            title, met_at, pk = first
            url = reverse("lms_brainstorm:detail", args=[pk])
            return [Requirement(self.key, _("Take part in a brainstorm"), url, True, title, met_at)]
        return [Requirement(self.key, _("Take part in a brainstorm"), self._way_in(course, learner))]

    def _first_contribution(self, course, learner):
        idea = (
            Idea.objects.standing()
            .by(learner)
            .filter(brainstorm__course=course)
            .order_by("created_at")
            .values_list("brainstorm__title", "created_at", "brainstorm")
            .first()
        )
        return idea or (
            Vote.objects.filter(voter=learner, idea__brainstorm__course=course, idea__withdrawn_at__isnull=True)
            .order_by("cast_at")
            .values_list("idea__brainstorm__title", "cast_at", "idea__brainstorm")
            .first()
        )

    def _way_in(self, course, learner):
        """The open brainstorm of this course that `learner` may enter, else the page that asks for a code."""
        open_ones = Brainstorm.objects.open().filter(course=course)
        if learner.is_authenticated and (
            brainstorm := open_ones.joined_by(learner).first() or open_ones.inviting(learner).first()
        ):
            return brainstorm.get_absolute_url()
        return reverse("lms_brainstorm:join")
