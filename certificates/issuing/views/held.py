"""Held certificates in the Wagtail admin: whose, why, and what helps. They are issued by themselves."""

from wagtail.admin.views import generic

NAME = "lms_held_certificates"


class IndexView(generic.IndexView):
    default_ordering = "-held_at"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("enrollment__course", "enrollment__learner")
