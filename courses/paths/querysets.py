from django.db import models


class LearningPathQuerySet(models.QuerySet):
    def live(self):
        """Return the published paths."""
        return self.filter(live=True)

    def with_course(self, course):
        """Return the published paths on which `course` has a place."""
        return self.live().filter(path_courses__course=course)
