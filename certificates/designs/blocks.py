"""What a certificate is made of: blocks that someone who cannot code puts in order.

Kicker, title, name, text and skills fill the middle of the sheet in the order given; seal, signatures and the QR code
stand at its foot. A design (`templates/lms_certificates/designs/`) says how each of them looks.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from certificates.printing.tokens import TOKENS, unknown_tokens
from lms.exceptions import RuleError
from lms.files.pictures import printable_png
from lms.pdf.glyphs import validate_letters


def validate_tokens(text):
    """Refuse words in braces that stand for nothing.

    Raises:
        ValidationError: which token is unknown, and which ones there are.
    """
    if unknown := unknown_tokens(text):
        raise ValidationError(
            gettext("“%(token)s” is not a placeholder. Use one of these: %(known)s.")
            % {
                "token": unknown[0] if unknown[0] in "{}" else f"{{{unknown[0]}}}",
                "known": " ".join(f"{{{token}}}" for token in TOKENS),
            }
        )


class PrintedStructBlock(blocks.StructBlock):
    """A block whose texts are printed, so that fonts must have their letters."""

    def clean(self, value):
        value, errors = super().clean(value), {}
        for name, text in value.items():
            if isinstance(text, str):
                try:
                    validate_letters(text)
                except ValidationError as error:
                    errors[name] = error
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


class PrintedPictureMixin:
    """A block with a picture, at `picture_name`, that is refused with the reason where it cannot be printed."""

    picture_name = ""

    def clean(self, value):
        errors = {}
        if image := value[self.picture_name]:
            try:
                printable_png(image)
            except RuleError as error:
                errors[self.picture_name] = ValidationError(str(error))
        try:
            value = super().clean(value)
        except blocks.StructBlockValidationError as error:
            errors |= error.block_errors
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


class KickerBlock(blocks.CharBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 60, "validators": [validate_tokens, validate_letters], **kwargs})

    class Meta:
        label = _("Small line above")
        icon = "arrow-up"
        group = _("Middle")
        preview_value = "{organization}"


class TitleBlock(blocks.CharBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 60, "validators": [validate_tokens, validate_letters], **kwargs})

    class Meta:
        label = _("Title")
        icon = "title"
        group = _("Middle")
        preview_value = _("Certificate of completion")


class NameBlock(PrintedStructBlock):
    lead = blocks.CharBlock(required=False, max_length=40, label=_("Words before the name"))

    class Meta:
        label = _("Name of the learner")
        icon = "user"
        group = _("Middle")
        preview_value = {"lead": _("Awarded to")}


class BodyBlock(blocks.TextBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 240, "rows": 3, "validators": [validate_tokens, validate_letters], **kwargs})

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = _("Middle")
        preview_value = _("has completed the course {course}.")


class SkillsBlock(PrintedStructBlock):
    heading = blocks.CharBlock(required=False, max_length=40, label=_("Words before the list"))
    most = blocks.IntegerBlock(min_value=1, max_value=4, default=4, label=_("At most"))

    class Meta:
        label = _("What the course teaches")
        icon = "list-ul"
        group = _("Middle")
        preview_value = {"heading": _("Is now able to"), "most": 4}


class SealBlock(PrintedPictureMixin, blocks.StructBlock):
    picture_name = "logo"
    logo = ImageChooserBlock(
        required=False,
        label=_("Logo"),
        help_text=_("Replaces the woven seal, which has your company's color and is different on each certificate."),
    )

    class Meta:
        label = _("Seal")
        icon = "circle-check"
        group = _("Foot")


class SignatoryBlock(PrintedPictureMixin, PrintedStructBlock):
    picture_name = "signature"
    name = blocks.CharBlock(max_length=60, label=_("Name"))
    role = blocks.CharBlock(required=False, max_length=60, label=_("Role"))
    signature = ImageChooserBlock(
        required=False, label=_("Picture of the signature"), help_text=_("Dark ink on white or on nothing.")
    )

    class Meta:
        label = _("Signatory")
        icon = "edit"


class SignatoriesBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(SignatoryBlock(), **{"min_num": 1, "max_num": 3, **kwargs})

    class Meta:
        label = _("Signatures")
        icon = "edit"
        group = _("Foot")


class VerificationBlock(blocks.StaticBlock):
    class Meta:
        label = _("QR code and code")
        icon = "view"
        group = _("Foot")
        admin_text = _("Where anyone can check the certificate. It is printed on every certificate.")


class CertificateContentBlock(blocks.StreamBlock):
    kicker = KickerBlock()
    title = TitleBlock()
    name = NameBlock()
    body = BodyBlock()
    skills = SkillsBlock()
    seal = SealBlock()
    signatories = SignatoriesBlock()
    verification = VerificationBlock()

    class Meta:
        block_counts = {
            "kicker": {"max_num": 1},
            "title": {"min_num": 1, "max_num": 1},
            "name": {"min_num": 1, "max_num": 1},
            "body": {"max_num": 2},
            "skills": {"max_num": 1},
            "seal": {"max_num": 1},
            "signatories": {"max_num": 1},
            "verification": {"min_num": 1, "max_num": 1},
        }


def default_content():
    """Return what a new template says, as the form of a new one wants it: a `StreamValue`, not the list of pairs."""
    return CertificateContentBlock().normalize(default_blocks())


def default_blocks():
    """Return the blocks of a new template as pairs of kind and value."""
    return [
        ("kicker", "{organization}"),
        ("title", gettext("Certificate of completion")),
        ("name", {"lead": gettext("Awarded to")}),
        ("body", gettext("has completed the course {course}.")),
        ("skills", {"heading": gettext("Is now able to"), "most": 4}),
        ("seal", {"logo": None}),
        ("verification", None),
    ]
