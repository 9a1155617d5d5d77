"""Tokens: the words in braces that the text of a template stands for, such as {learner}."""

import re

from django.utils.translation import gettext_lazy as _

TOKENS = {
    "learner": _("the learner's name"),
    "course": _("the course's title"),
    "level": _("the course's level"),
    "completed_on": _("the day of completion"),
    "issued_on": _("the day of issue"),
    "organization": _("the organization's name"),
}

_PATTERN = re.compile(r"\{([^{}]*)\}")


def unknown_tokens(text):
    """Return what stands in braces in `text` and is no token, and any brace left alone, in order."""
    unknown = [name for name in _PATTERN.findall(text) if name not in TOKENS]
    return unknown + re.findall(r"[{}]", _PATTERN.sub("", text))


def fill(text, values):
    """Return `text` as a list of `[token, words]`; token is "" for words that stand as they are.

    Designs set each token apart, and the words of a learner are never read as a token again.
    """
    parts = _PATTERN.split(text)
    filled = [[parts[i], str(values[parts[i]])] if i % 2 else ["", parts[i]] for i in range(len(parts))]
    return [part for part in filled if part[1]]
