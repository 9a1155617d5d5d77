"""What stands in the plain text of a post beside words: links and people who are called by `@username`."""

import re

#: A link, or `@` and a user name. Django allows letters, digits and @ . + - _ in one.
TOKEN = re.compile(r"(?P<link>https?://[^\s<>\"]+)|(?<![\w@/.+-])@(?P<name>[\w.@+-]+)")
#: Ends a sentence, not a link or a name.
PUNCTUATION = ".,;:!?'\"»”’…"


def trim_link(link):
    """Return `link` without the punctuation of the sentence that it stands in."""
    link = link.rstrip(PUNCTUATION)
    if link.endswith(")") and "(" not in link:
        link = link[:-1].rstrip(PUNCTUATION)
    return link


def possible_names(name):
    """Return what may be meant by `name` after an `@`, the longest first: "ada." is Ada at the end of a sentence."""
    names = [name, name.rstrip(".+-@"), name.split("@")[0].rstrip(".+-")]
    return list(dict.fromkeys(filter(None, names)))


def mentioned_names(text):
    """Return every user name that `text` may mean."""
    return {possible for token in TOKEN.finditer(text) if token["name"] for possible in possible_names(token["name"])}
