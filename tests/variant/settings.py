"""The test suite on a host with its own user, image and document models: `make test-host`."""

from fledge_site.settings.test import *  # noqa: F403
from fledge_site.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.variant"]
AUTH_USER_MODEL = "variant.Person"
WAGTAILIMAGES_IMAGE_MODEL = "variant.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "variant.Paper"
