"""Only a proxy that is named says where a request comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import checks
from lms.accounts.client_addresses import client_address, client_network, read_address

pytestmark = pytest.mark.row("R18")
FORGED = "203.0.113.9"


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "address"),
    [
        ([], "10.0.0.1", FORGED, "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.1"], "10.0.0.2", FORGED, "10.0.0.2"),
        (["10.0.0.1"], "10.0.0.1", f"{FORGED}, 198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.1", f"{FORGED}, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.1", "10.7.7.7, 10.9.9.9", "10.7.7.7"),
        (["10.0.0.1"], "10.0.0.1", None, "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", f"{FORGED}, unknown", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        (["10.0.0.1"], "10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        (["::1"], "::1", "::ffff:198.51.100.7", "198.51.100.7"),
        (["10.0.0.1"], "::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (["unix"], "", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.1"], "", FORGED, ""),
        (["unix"], "", "", ""),
    ],
)
def test_client_address(rf, settings, trusted, peer, forwarded, address):
    settings.LMS = {"TRUSTED_PROXIES": trusted}
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(rf.get("/", REMOTE_ADDR=peer, **headers)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [("198.51.100.7", "198.51.100.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", "")],
)
def test_client_network_is_what_one_household_has(rf, address, network):
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network


@given(st.text())
def test_any_text_is_an_address_or_none(text):
    known = read_address(text)
    assert known is None or read_address(str(known)) == known


@pytest.mark.parametrize("proxies", ["10.0.0.1", ["localhost"], ["10.0.0.1/8"]])
def test_proxies_that_cannot_be_read_are_e007(settings, proxies):
    settings.LMS = {"TRUSTED_PROXIES": proxies}
    [error] = checks.check_trusted_proxies(None)
    assert error.id == "lms.E007"


def test_proxies_that_can_be_read_are_silent(settings):
    settings.LMS = {"TRUSTED_PROXIES": ["10.0.0.0/8", "::1", "unix"]}
    assert checks.check_trusted_proxies(None) == []
