from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.requirements import Requirement, RequirementSource
from courses.classes.models import Attendance


class ClassRequirement(RequirementSource):
    """The learner was present at a meeting of a class of this course."""

    key = "class"
    label = gettext_lazy("Attend a class")

    def evaluate(self, *, course, learner, enrollment):
        attendance = None
        if enrollment:
            attendance = (
                Attendance.objects.filter(
                    status__in=Attendance.TOOK_PART,
                    meeting__scheduled_class__course__translation_key=course.translation_key,
                    learner=learner,
                )
                .select_related("meeting__scheduled_class__course")
                .order_by("marked_at")
                .first()
            )
        return [
            Requirement(
                key=self.key,
                label=_("Attend a class"),
                url=reverse("lms_courses:class_list") + f"?course={course.pk}",
                is_met=attendance is not None,
                evidence=str(attendance.meeting.scheduled_class) if attendance else "",
                met_at=attendance.marked_at if attendance else None,
            )
        ]
