"""What a page makes a browser load (row V7): little, from this host alone, hashed and compressed."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from tests.permission_table import PAGES, ROWS, YES
from tests.permission_world import World
from tests.test_permission_matrix import PARAMETERS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.row("V7")]

LIMIT = 60 * 1024
#: Each sees other pages, or other things on the same page.
VISITORS = ("anonymous", "learner", "trainer", "facilitator", "manager")
#: What a browser loads by itself: (elements, the attribute that says from where).
LOADS = [
    ("script, img, source, video, audio, track, iframe, embed, input[type=image]", "src"),
    ("link:not([rel=canonical], [rel=next], [rel=prev], [rel=alternate])", "href"),
    ("use, image", "href"),
    ("img, source", "srcset"),
    ("video", "poster"),
    ("object", "data"),
]
IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"';]*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']""", re.MULTILINE)


def loaded_by(html):
    """Return the addresses that a browser loads for the page without being asked."""
    soup = BeautifulSoup(html, "html.parser")
    found = [element[name] for selector, name in LOADS for element in soup.select(selector) if element.get(name)]
    return {part.split()[0] for address in found for part in address.split(",")}


def source_of(address):
    """Return the text of the static file at an address."""
    path = finders.find(urlsplit(address).path.removeprefix(settings.STATIC_URL))
    with open(path, "rb") as file:
        return file.read()


def with_imports(addresses):
    """Return the scripts and styles among `addresses`, and the modules that those import."""
    found, left = set(), [each for each in addresses if urlsplit(each).path.endswith((".css", ".js"))]
    while left:
        address = left.pop()
        if address not in found:
            found.add(address)
            folder = address.rpartition("/")[0]
            if address.endswith(".js"):
                for names in IMPORT.findall(source_of(address).decode()):
                    left.append(f"{folder}/{(names[0] or names[1]).removeprefix('./')}")
    return found


def weight(addresses):
    """Return how many bytes the static files are, compressed, without the one line of the firm's color."""
    files = [each for each in with_imports(addresses) if each.startswith(settings.STATIC_URL)]
    return sum(len(gzip.compress(source_of(each))) for each in files)


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """{(name of the URL, role): (HTML, content security policy)} of every page there is."""
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        addresses = {name: world.address(name, PARAMETERS[name]) for name, row in ROWS.items() if "GET" in row}
        addresses |= {name: page.url for name, page in world.pages.items() if page.live}
        for name, address in addresses.items():
            answers = PAGES[name] if name in PAGES else ROWS[name]["GET"]
            for role in VISITORS:
                if answers[role] == YES:
                    with transaction.atomic():
                        response = world.client(role).get(address)
                        transaction.set_rollback(True)
                    if response["Content-Type"].startswith("text/html") and b"<html" in response.content:
                        found[name, role] = response.content.decode(), response["Content-Security-Policy"]
        transaction.set_rollback(True)
    return found


def test_every_page_is_light(pages):
    heavy = {where: weight(loaded_by(html)) for where, (html, _policy) in pages.items()}

    assert len({name for name, _role in heavy}) > 50
    assert min(heavy.values()) > 10_000  # else nothing was measured
    assert max(heavy.values()) <= LIMIT, max(heavy, key=heavy.get)


def test_no_page_loads_from_another_host(pages):
    for where, (html, policy) in pages.items():
        assert not [each for each in loaded_by(html) if urlsplit(each).netloc and "testserver" not in each], where
        directives = dict(each.strip().partition(" ")[::2] for each in policy.split(";"))
        for name in ("default-src", "script-src", "style-src", "connect-src", "font-src", "img-src"):
            assert "http" not in directives.get(name, ""), (where, name)


@pytest.fixture
def collected(settings, tmp_path):
    """The static files of Fledge as `make run` and a deployed site serve them."""
    base = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": base}}
    settings.STATICFILES_DIRS = [finders.find(app).removesuffix(f"/{app}") for app in ("lms", "lms_courses")]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.WHITENOISE_AUTOREFRESH = False
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.mark.usefixtures("collected")
def test_static_files_are_hashed_compressed_and_kept_by_browsers(catalog):
    client = Client()
    page = client.get(catalog.url).content.decode()
    addresses = [each for each in loaded_by(page) if each.startswith(settings.STATIC_URL)]

    assert len(addresses) > 5
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        response = client.get(address, headers={"accept-encoding": "gzip"})
        body = response.getvalue()
        response.close()
        assert response["Cache-Control"] == "max-age=315360000, public, immutable", address
        if address.endswith((".css", ".js")):
            assert response["Content-Encoding"] == "gzip", address
            assert len(gzip.decompress(body)) > len(body), address
