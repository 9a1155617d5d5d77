from lms.pages.translations import TranslatableQuerySet


class CertificateTemplateQuerySet(TranslatableQuerySet):
    def in_use(self):
        """Return published templates, the default first."""
        return self.filter(live=True).order_by("-is_default", "pk")

    def for_course(self, course):
        """Return the template that certificates of `course` are printed with, or None where there is none at all.

        That is its own one, else the default of the language of the course, else that of another language.
        """
        in_use = self.in_use()
        own = in_use.filter(course_templates__course=course).first()
        return own or in_use.filter(locale=course.locale_id).first() or in_use.first()
