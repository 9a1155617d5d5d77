"""Run inside the host site: make one of everything by Fledge's own actions, and print where it stands as JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", sys.argv[1])
sys.path.insert(0, os.getcwd())
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from wagtail.models import Site  # noqa: E402

import lms  # noqa: E402
from brainstorm.models import Brainstorm  # noqa: E402
from brainstorm.sessions.actions import join_brainstorm  # noqa: E402
from certificates.models import Certificate  # noqa: E402
from courses.enrollment.actions import enroll_learner  # noqa: E402
from courses.learning.actions import complete_lesson  # noqa: E402
from courses.models import CatalogPage, CoursePage, LessonPage, SocialTool  # noqa: E402


def publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def person(name, group):
    user = get_user_model().objects.create_user(name, password="a-long-passphrase", first_name=name.title())
    user.groups.add(Group.objects.get(name=group))
    return user


def main():
    site = Site.objects.get(is_default_site=True)
    learner, facilitator = person("lena", "Learners"), person("femi", "Facilitators")

    catalog = publish(site.root_page, CatalogPage(title="Courses", slug="courses"))
    course = publish(
        catalog,
        CoursePage(
            title="First steps",
            slug="first-steps",
            summary="Follow a colleague.",
            tool=SocialTool.objects.create(name="Chatter", slug="chatter"),
        ),
    )
    lesson = publish(
        course,
        LessonPage(
            title="Follow", slug="follow", duration_minutes=5, body=[("paragraph", "<p>People follow people.</p>")]
        ),
    )

    brainstorm = Brainstorm.objects.create(title="What for?", question="What could we do with it?")
    brainstorm.facilitators.add(facilitator)
    join_brainstorm(code=brainstorm.join_code, by=learner)

    enrollment = enroll_learner(course=course, learner=learner, by=learner)
    complete_lesson(enrollment=enrollment, lesson=lesson)
    certificate = Certificate.objects.get(enrollment=enrollment)

    client = Client()
    client.force_login(learner)
    print(
        json.dumps(
            {
                "package": lms.__file__,
                "session": client.cookies["sessionid"].value,
                "pages": {
                    "catalog": catalog.url,
                    "course": course.url,
                    "lesson": lesson.url,
                    "my learning": reverse("lms:dashboard"),
                    "brainstorm": reverse("lms_brainstorm:detail", args=[brainstorm.pk]),
                    "certificate": reverse("lms_certificates:detail", args=[certificate.verification_code]),
                    "verification": reverse("lms_certificates:verify_code", args=[certificate.verification_code]),
                },
                "pdf": reverse("lms_certificates:download", args=[certificate.verification_code]),
            }
        )
    )


main()
