"""Badge images: an SVG with the credential baked in, as Open Badges 3.0 has it."""

from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from certificates.printing import drawings

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
INK = "#10171e"
# Small letters to a line, and lines, of the course's title.
LINE, LINES = 22, 3
WIDEST = 276


class NotABadge(ValueError):  # noqa: N818 - reads as what it is
    """No credential is baked into this file."""


def bake(svg, token):
    """Return `svg` with the compact JWT `token` in it."""
    start = svg.index(">", svg.index("<svg"))
    opening, rest = svg[:start], svg[start + 1 :]
    baked = f"<openbadges:credential verify={quoteattr(token)}/>"
    return f'{opening} xmlns:openbadges="{NAMESPACE}">{baked}{rest}'


def unbake(content):
    """Return the compact JWT that is baked into the SVG `content` (bytes).

    Raises:
        NotABadge: it is no SVG, or there is none in it.
    """
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotABadge from error
    baked = root.find(f".//{{{NAMESPACE}}}credential")
    if baked is None or not baked.get("verify"):
        raise NotABadge
    return baked.get("verify").strip()


def draw(snapshot):
    """Return the badge of a certificate as SVG, without a credential: its seal, the course and the organization."""
    accent = snapshot["accent"]
    lines = _broken(snapshot["course"])
    seal = drawings.seal(seed=snapshot["code"], color=accent)
    seal = seal.replace('width="40mm" height="40mm"', 'x="70" y="34" width="180" height="180"', 1)
    title = "".join(
        f'<text x="160" y="{246 + 24 * number}" font-size="19" font-weight="700"{_squeezed(line)}>{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    below = 246 + 24 * len(lines)
    label = escape(f"{snapshot['title']}: {snapshot['course']}, {snapshot['organization']}")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 360" width="320" height="360" role="img">'
        f"<title>{label}</title>"
        f'<rect x="4" y="4" width="312" height="352" rx="28" fill="#ffffff" stroke="{accent}" stroke-width="4"/>'
        f'<rect x="12" y="12" width="296" height="336" rx="21" fill="none" stroke="{accent}" stroke-width="1"/>'
        f'{seal}<g font-family="Georgia, \'Times New Roman\', serif" fill="{INK}" text-anchor="middle">{title}'
        f'<text x="160" y="{below}" font-size="14">{escape(_short(snapshot["organization"], 38))}</text></g></svg>'
    )


def _short(text, letters):
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _broken(text):
    """Return `text` as the few lines that fit below the seal."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) < LINE or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
    return [_short(line, LINE + 2) for line in lines]


def _squeezed(line):
    """Return the attributes by which a line of wide letters still fits."""
    width = sum(2 if east_asian_width(letter) in "WF" else 1.4 if letter.isupper() else 1 for letter in line)
    return f' textLength="{WIDEST}" lengthAdjust="spacingAndGlyphs"' if width > LINE + 2 else ""
