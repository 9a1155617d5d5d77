from django.db import models


class GuidelineQuerySet(models.QuerySet):
    def asked_by(self, course):
        """Return the guidelines that the published lessons of `course` ask to acknowledge."""
        lessons = {"lesson_guidelines__lesson__path__startswith": course.path, "lesson_guidelines__lesson__live": True}
        return self.filter(live=True, **lessons).distinct()
