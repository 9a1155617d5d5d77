"""Revoked or suspended, no form of a certificate is handed out, at whatever address there is."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from certificates.corrections.actions import ask_correction
from certificates.issuing.actions import (
    reinstate_certificate,
    reissue_certificate,
    revoke_certificate,
    suspend_certificate,
)
from certificates.models import Batch, BatchRow
from certificates.printing.actions import render_certificate
from tests.factories.certificates import CertificateFactory
from tests.factories.users import AdminFactory, LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

#: What only a form of a certificate has in it: a PDF, a credential to read, a badge. The JWT itself is added.
MARKS = (b"%PDF-", b'"AchievementCredential"', b"openbadges:credential")
PEOPLE = ("learner", "trainer", "admin", "other", "stranger")
OWN_FORMS = {"download", "credential_jwt", "credential_json", "badge"}
BATCH_FORMS = {"batch_file zip", "batch_file pdf"}
NAMESPACES = ("lms_certificates", "lms_certificate_register", "lms_name_corrections")


def patterns_of(namespaces, resolver=None):
    """Yield (namespace, pattern) of every address in these namespaces."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace in namespaces:
                yield from ((each.namespace, pattern) for pattern in each.url_patterns)
            else:
                yield from patterns_of(namespaces, each)


class World:
    """A printed certificate in a batch of its own, with a correction asked for, and people who may see more or less."""

    def __init__(self, client):
        self.client = client
        self.learner, self.trainer = LearnerFactory(), TrainerFactory()
        self.admin, self.other, self.stranger = AdminFactory(), LearnerFactory(), None
        self.certificate = render_certificate(certificate=CertificateFactory(learner=self.learner))
        self.batch = Batch.objects.create(source="Class", created_by=self.trainer)
        BatchRow.objects.create(
            batch=self.batch,
            number=1,
            enrollment=self.certificate.enrollment,
            certificate=self.certificate,
            state="done",
        )
        self.correction = ask_correction(certificate=self.certificate, name="Ada Lovelace", reason="Married")
        self.etags = {}

    def addresses(self):
        """Return {name: address} of everything that certificates have, with this certificate for what it asks for."""
        arguments = {
            "code": [self.certificate.grouped_code],
            "key_id": [self.certificate.credential_key.key_id],
            "kind": ["zip", "pdf"],
        }
        primary_keys = {
            "lms_certificate_register": self.certificate.pk,
            "lms_name_corrections": self.correction.pk,
            "status_list": self.certificate.status_list_id,
            "batch": self.batch.pk,
            "batch_file": self.batch.pk,
        }
        found = {}
        for namespace, pattern in patterns_of(NAMESPACES):
            names = list(pattern.pattern.regex.groupindex) or list(getattr(pattern.pattern, "converters", ()))
            values = {name: arguments[name] for name in names if name != "pk"}
            if "pk" in names:
                values["pk"] = [primary_keys.get(pattern.name) or primary_keys[namespace]]
            for kind in values.pop("kind", [""]):
                one = {name: value[0] for name, value in values.items()} | ({"kind": kind} if kind else {})
                address = reverse(f"{namespace}:{pattern.name}", kwargs=one)
                found[f"{pattern.name} {kind}".strip(), namespace] = address
        return found

    def handed_out(self, people=PEOPLE):
        """Return {(who, name of the address)} at which a form of the certificate is handed out.

        Whoever got one before asks again as a browser does, with its ETag: "not modified" hands it out, too.
        """
        found, marks = set(), (*MARKS, self.certificate.file.credential.encode())
        for who in people:
            self.client.logout()
            if user := getattr(self, who):
                self.client.force_login(user)
            for (name, _namespace), address in self.addresses().items():
                response = self.client.get(address, headers={"If-None-Match": self.etags.get(address, "")})
                body = b"".join(response.streaming_content) if response.streaming else response.content
                if response.status_code == 304 or any(mark in body for mark in marks):
                    found.add((who, name))
                    self.etags[address] = response.get("ETag", "")
        return found


@pytest.fixture
def world(client):
    return World(client)


@pytest.mark.row("K24")
@pytest.mark.parametrize(("take_back", "status"), [(revoke_certificate, 410), (suspend_certificate, 403)])
def test_no_address_hands_out_what_is_revoked_or_suspended(world, take_back, status):
    everything = {("learner", name) for name in OWN_FORMS} | {
        (who, name) for who in ("trainer", "admin") for name in OWN_FORMS | BATCH_FORMS
    }
    assert world.handed_out() == everything
    take_back(certificate=world.certificate, reason="Wrong account", by=world.trainer)
    assert world.handed_out() == set()
    for person in (world.learner, world.trainer):
        world.client.force_login(person)
        for name in OWN_FORMS:
            response = world.client.get(world.addresses()[name, "lms_certificates"])
            assert response.status_code == status
            assert "no-store" in response["Cache-Control"]
            assert "Wrong account" in response.content.decode()
    reinstate_certificate(certificate=world.certificate, by=world.trainer)
    assert world.handed_out(["learner"]) == {("learner", name) for name in OWN_FORMS}


@pytest.mark.row("K24")
@pytest.mark.parametrize("take_back", [revoke_certificate, suspend_certificate])
def test_no_page_leads_to_what_is_withheld(world, take_back):
    forms = [world.addresses()[name, "lms_certificates"] for name in OWN_FORMS]
    course = world.certificate.enrollment.course
    pages = (
        (world.learner, world.certificate.get_absolute_url()),
        (world.learner, reverse("lms_certificates:mine")),
        (world.learner, reverse("lms:dashboard")),
        (world.learner, course.url),
        (world.trainer, world.certificate.get_absolute_url()),
        (world.trainer, reverse("lms_certificate_register:inspect", args=[world.certificate.pk])),
    )

    def links():
        found = set()
        for person, page in pages:
            world.client.force_login(person)
            shown = world.client.get(page).content.decode()
            found.update((page, form) for form in forms if f'"{form}"' in shown)
        return found

    assert {page for page, _form in links()} == {page for _person, page in pages}
    take_back(certificate=world.certificate, reason="Wrong account", by=world.trainer)
    assert links() == set()


@pytest.mark.row("K24")
@pytest.mark.parametrize(
    ("take_back", "headline"),
    [(revoke_certificate, "This certificate is revoked"), (suspend_certificate, "This certificate is suspended")],
)
def test_anybody_is_still_told_what_became_of_it(world, take_back, headline):
    take_back(certificate=world.certificate, reason="Wrong account", by=world.trainer)
    world.client.logout()
    public = world.client.get(world.addresses()["verify_code", "lms_certificates"])
    assert public.status_code == 200
    assert headline in public.content.decode()
    assert world.client.get(world.addresses()["status_list", "lms_certificates"]).status_code == 200


@pytest.mark.row("K24")
def test_superseded_certificate_is_still_handed_out(world):
    reissue_certificate(certificate=world.certificate, by=world.trainer, name="Ada Lovelace")
    assert world.handed_out(["learner"]) == {("learner", name) for name in OWN_FORMS}


@pytest.mark.row("K24")
def test_what_is_withheld_is_no_business_of_others(world):
    revoke_certificate(certificate=world.certificate, reason="Wrong account", by=world.trainer)
    world.client.force_login(world.other)
    for name in OWN_FORMS:
        assert world.client.get(world.addresses()[name, "lms_certificates"]).status_code == 404
