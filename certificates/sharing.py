"""Where a learner shows a certificate: the address of its public page, and LinkedIn's form that takes it over."""

from urllib.parse import urlencode

from django.utils import timezone

LINKEDIN = "https://www.linkedin.com/profile/add"


def linkedin_address(certificate):
    """Return the address at which LinkedIn offers to add `certificate` to the profile of whoever opens it.

    LinkedIn's own parameters ("Add to Profile"). It learns what stands in the address, once the learner follows it.
    """
    shown = certificate.snapshot
    issued = timezone.localdate(certificate.issued_at)
    parameters = {
        "startTask": "CERTIFICATION_NAME",
        "name": shown["course"],
        "organizationName": shown["organization"],
        "issueYear": issued.year,
        "issueMonth": issued.month,
    }
    if certificate.expires_at:
        expires = timezone.localdate(certificate.expires_at)
        parameters |= {"expirationYear": expires.year, "expirationMonth": expires.month}
    return f"{LINKEDIN}?{urlencode(parameters | {'certUrl': shown['url'], 'certId': certificate.grouped_code})}"
