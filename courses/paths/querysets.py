from lms.pages.translations import TranslatableQuerySet


class LearningPathQuerySet(TranslatableQuerySet):
    def with_course(self, course):
        """Return the published paths on which `course` has a place."""
        return self.live().filter(path_courses__course=course)
