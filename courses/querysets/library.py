from django.db import models


class GuidelineQuerySet(models.QuerySet):
    def asked_by(self, course):
        """Return the guidelines that the published lessons of `course` ask to acknowledge."""
        lessons = {"lesson_guidelines__lesson__path__startswith": course.path, "lesson_guidelines__lesson__live": True}
        return self.filter(live=True, **lessons).distinct()


class GuidelineProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status="open")

    def fruitful(self):
        """Return those that a brainstorm took up or that were adopted."""
        return self.filter(status__in=("taken_up", "adopted"))
