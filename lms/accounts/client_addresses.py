"""Where a request comes from, also behind proxies that `LMS["TRUSTED_PROXIES"]` names.

python-ipware compares prefixes of text, so it knows no networks, and werkzeug's ProxyFix only counts proxies; the
standard library's `ipaddress` does what is needed in a few lines.
"""

import ipaddress
from functools import lru_cache

from lms.conf import lms_settings

#: In `TRUSTED_PROXIES`: a proxy that connects through a Unix socket, and so has no address.
UNIX = "unix"


def client_address(request):
    """Return the IP address of the client as text; "" where the server does not know it.

    `X-Forwarded-For` is read from the right, where the nearest proxy wrote, and only as far as each sender is trusted.
    What a client wrote into it itself stands further left and is never reached.
    """
    address = request.META.get("REMOTE_ADDR", "")
    for forwarded in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not _is_trusted(address):
            break
        known = read_address(forwarded)
        if known is None:
            break
        address = str(known)
    known = read_address(address)
    return "" if known is None else str(known)


def client_network(request):
    """Return what throttles count by: an IPv4 address, or the /64 network of an IPv6 one, which one household has."""
    address = client_address(request)
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return address


def read_address(text):
    """Return the `ip_address` in `text`, or None. Understands ports, brackets, zones, and IPv4 inside IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache
def read_networks(names):
    """Return the networks of `names`, a tuple of addresses and networks as text. Raises ValueError for another text."""
    return [ipaddress.ip_network(name.strip()) for name in names if name != UNIX]


def _is_trusted(address):
    names = tuple(lms_settings.TRUSTED_PROXIES)
    known = read_address(address)
    if known is None:
        return address == "" and UNIX in names
    return any(known in network for network in read_networks(names))
