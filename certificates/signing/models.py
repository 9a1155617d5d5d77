"""What a stranger needs to check a signature. Private keys are never here: see `keys.py` of the app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssuerKey(models.Model):
    """The public half of a key that has signed certificates; kept for ever, so that old ones stay verifiable."""

    class Purpose(models.TextChoices):
        CREDENTIAL = "credential", _("Open Badges credential (Ed25519)")
        DOCUMENT = "document", _("PDF file (EC P-256)")

    purpose = models.CharField(_("signs"), max_length=20, choices=Purpose)
    key_id = models.CharField(_("key id"), max_length=64, unique=True, help_text="Thumbprint of the key, RFC 7638.")
    public_jwk = models.JSONField(_("public key"), help_text="A JSON Web Key without private members.")
    certificate_pem = models.TextField(_("X.509 certificate"), blank=True, help_text="Of keys that sign PDF files.")
    first_used_at = models.DateTimeField(_("first used on"), auto_now_add=True)
    retired_at = models.DateTimeField(_("retired on"), null=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-first_used_at", "-pk"]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.key_id[:12]}"


class StatusList(models.Model):
    """A list of places, one for each certificate, that says which are revoked or suspended (Bitstring Status List 1.0).

    The bits are not stored: they follow from the certificates. A certificate's place is drawn at random, so that the
    list does not tell how many were issued, nor when.
    """

    #: The least that the specification asks for, so that one certificate hides among many.
    LENGTH = 131_072

    created_at = models.DateTimeField(_("created on"), auto_now_add=True)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        ordering = ["pk"]

    def __str__(self):
        return str(self.pk)
