"""Print as JSON what the database of `DATABASE_URL` holds, and whether the pages about it answer."""

import json
import sys

import django


def main():
    django.setup()
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from certificates.models import Certificate
    from courses.models import CoursePage, Enrollment, LessonPage

    learner = get_user_model().objects.get(username="lena")
    certificate = Certificate.objects.get()
    client = Client()
    client.force_login(learner)
    pages = {
        "course": CoursePage.objects.get().url,
        "lesson": LessonPage.objects.get().url,
        "my learning": reverse("lms:dashboard"),
        "certificate": reverse("lms_certificates:download", args=[certificate.verification_code]),
        "verification": reverse("lms_certificates:verify_code", args=[certificate.verification_code]),
    }
    facts = {
        "rows": {
            model._meta.label: model._default_manager.count()
            for app in ("lms", "lms_courses", "lms_brainstorm", "lms_certificates")
            for model in apps.get_app_config(app).get_models()
        },
        "statuses": {name: client.get(address).status_code for name, address in pages.items()},
        "enrollment": Enrollment.objects.get().status,
        "recipient": certificate.learner_name,
    }
    json.dump(facts, sys.stdout, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
