from django.db.models import QuerySet


class CertificateTemplateQuerySet(QuerySet):
    def in_use(self):
        """Return published templates, the default first."""
        return self.filter(live=True).order_by("-is_default", "pk")

    def for_course(self, course_id):
        """Return the template that certificates of a course are printed with, or None where there is none at all."""
        own = self.in_use().filter(course_templates__course=course_id).first()
        return own or self.in_use().first()
