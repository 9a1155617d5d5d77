from django import template

from ..tokens import TOKENS

register = template.Library()


@register.simple_tag
def certificate_tokens():
    """Return `(token in braces, what it stands for)` of each token, for the help beside the text field."""
    return [(f"{{{token}}}", meaning) for token, meaning in TOKENS.items()]
