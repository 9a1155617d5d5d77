"""What a course may ask: take part in one of its brainstorms."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brainstorm.sessions.models.brainstorms import Brainstorm, Participation
from courses.catalog.requirements import Requirement, RequirementSource


def certificate_evidence(enrollment):
    """Return what a certificate tells of brainstorms: that the learner took part, never what they wrote, nor when."""
    taken_part = (
        Participation.objects.filter(
            user=enrollment.learner_id,
            brainstorm__course__translation_key=enrollment.course_key,
            contributed_on__isnull=False,
        )
        .select_related("brainstorm")
        .order_by("contributed_on", "pk")
    )
    return [
        {
            "genre": "brainstorm",
            "name": _("Brainstorm: %(brainstorm)s") % {"brainstorm": each.brainstorm.title},
            "narrative": _("Took part"),
        }
        for each in taken_part
    ]


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
        """Return title, time and id of the brainstorm to which `learner` first contributed, or None."""
        contributed = Participation.objects.filter(
            user=learner,
            brainstorm__course__translation_key=course.translation_key,
            contributed_on__isnull=False,
        ).order_by("contributed_on", "pk")
        first = contributed.select_related("brainstorm").first()
        if first is None:
            return None
        day = timezone.make_aware(datetime.combine(first.contributed_on, time.min))
        return first.brainstorm.title, day, first.brainstorm_id

    def _way_in(self, course, learner):
        """The open brainstorm of this course that `learner` may enter, else the page that asks for a code."""
        open_ones = Brainstorm.objects.open().filter(course__translation_key=course.translation_key)
        if learner.is_authenticated and (
            brainstorm := open_ones.joined_by(learner).first() or open_ones.inviting(learner).first()
        ):
            return brainstorm.get_absolute_url()
        return reverse("lms_brainstorm:join")
