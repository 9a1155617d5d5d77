import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from lms.brand import colors
from lms.models import Brand

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_black_and_white_is_21():
    assert colors.contrast("#000000", "#ffffff") == pytest.approx(21)


@given(COLORS)
def test_every_brand_color_becomes_legible_on_light_and_dark_pages(color):
    light, dark = colors.brand_tones(color)

    assert colors.contrast(light, colors.PAPER) >= 5.5
    assert colors.contrast("#ffffff", light) >= 4.5
    assert colors.contrast("#e9edf1", light) >= 4.5
    assert colors.contrast(dark, colors.NIGHT) >= 7
    assert colors.contrast("#06221f", dark) >= 4.5


def test_legible_brand_color_stays_as_it_is():
    assert colors.brand_tones("#00675f")[0] == "#00675f"
    assert colors.brand_tones("#5ed3c6")[1] == "#5ed3c6"


@pytest.mark.django_db
def test_pages_take_the_firms_color_from_a_stylesheet_of_their_own_site(client):
    Brand.objects.create(site=Site.objects.get(), accent_color="#7A1F5C")

    page = client.get("/learning/sign-in/").content.decode()
    styles = client.get("/learning/brand/7a1f5c.css")

    assert '<link rel="stylesheet" href="/learning/brand/7a1f5c.css">' in page
    assert styles["Content-Type"] == "text/css; charset=utf-8"
    assert styles["Cache-Control"] == "max-age=31536000, public, immutable"
    assert styles.content.decode() == ":root{--lms-brand:#7a1f5c;--lms-brand-dark:#e086c3}\n"


@pytest.mark.django_db
def test_pages_ask_for_no_stylesheet_of_a_firm_without_a_color(client):
    assert "/learning/brand/" not in client.get("/learning/sign-in/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["7A1F5C", "red", "7a1f5c0", "}body{}"])
def test_brand_stylesheet_takes_nothing_but_a_color(client, name):
    assert client.get(f"/learning/brand/{name}.css").status_code == 404
