"""Where a learner shows a certificate: the address of its public page, and LinkedIn's form that takes it over."""

from urllib.parse import urlencode

LINKEDIN = "https://www.linkedin.com/profile/add"


def linkedin_address(certificate):
    """Return the address at which LinkedIn offers to add `certificate` to the profile of whoever opens it.

    LinkedIn's own parameters ("Add to Profile"). It learns what stands in the address, once the learner follows it.
    """
    shown = certificate.snapshot
    issued, expires = certificate.issued_on, certificate.expires_on
    parameters = {
        "startTask": "CERTIFICATION_NAME",
        "name": shown["course"],
        "organizationName": shown["organization"],
        "issueYear": issued.year,
        "issueMonth": issued.month,
    }
    if expires:
        parameters |= {"expirationYear": expires.year, "expirationMonth": expires.month}
    return f"{LINKEDIN}?{urlencode(parameters | {'certUrl': shown['url'], 'certId': certificate.grouped_code})}"
