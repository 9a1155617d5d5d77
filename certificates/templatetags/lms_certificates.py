from django import template
from django.utils.safestring import mark_safe

from ..printing.drawings import seal
from ..printing.tokens import TOKENS

register = template.Library()


@register.simple_tag
def certificate_tokens():
    """Return `(token in braces, what it stands for)` of each token, for the help beside the text field."""
    return [(f"{{{token}}}", meaning) for token, meaning in TOKENS.items()]


@register.simple_tag
def certificate_seal(certificate):
    """Draw the seal that is printed on `certificate`, in the color of the text around it.

    Its weave follows from the code, so whoever holds the paper can compare the two.
    """
    return mark_safe(seal(seed=certificate.verification_code, color="currentColor", ground="Canvas"))  # noqa: S308
