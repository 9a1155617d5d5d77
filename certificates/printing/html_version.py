"""The accessible twin of a certificate: all that its sheet says, as a page that any reader can follow."""

from dataclasses import dataclass

from certificates.printing import documents


@dataclass(frozen=True)
class HTMLVersion:
    """blocks: `(kind, value)` in the order of the sheet, as in the record; `evidence`: what its credential tells.

    has_seal: whether the woven seal is printed, and not the firm's logo in its place.
    """

    document: dict
    blocks: list
    outcomes: list
    evidence: list
    has_seal: bool


def html_version_of(certificate):
    """Return the `HTMLVersion`, all of it from the frozen record: no query, and the same for ever."""
    document = documents.upgrade(certificate.snapshot)
    blocks = [tuple(block) for block in document["blocks"]]
    values = dict(blocks)
    return HTMLVersion(
        document=document,
        blocks=blocks,
        outcomes=document["outcomes"][: (values.get("skills") or {}).get("most", 0)],
        evidence=document.get("evidence") or [],
        has_seal="seal" in values and not values["seal"]["picture"],
    )
