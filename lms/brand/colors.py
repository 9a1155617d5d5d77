"""A firm's one color, made legible: the tone for light pages and the tone for dark ones."""

import colorsys

PAPER, NIGHT = "#fbfaf6", "#12181f"  # --lms-paper of static/lms/css/tokens.css, light and dark
# Contrast with the page. More than the 4.5 of WCAG, because the same color also stands on its own tint.
ON_PAPER, ON_NIGHT = 5.5, 7.0


def channels(color):
    """Return red, green and blue of `color` (#rrggbb), 0 to 255."""
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def luminance(color):
    """Return the relative luminance of `color` (#rrggbb) as WCAG defines it, 0 to 1."""
    shares = [value / 255 for value in channels(color)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color, ground):
    """Return the contrast of two colors as WCAG defines it, 1 to 21."""
    lighter, darker = sorted((luminance(color), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def legible(color, *, ground, ratio):
    """Return `color`, or the nearest tone of the same hue that has at least `ratio` on `ground`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in channels(color)))
    end = 0 if luminance(ground) > 0.2 else 1
    for step in range(41):
        shares = colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / 40, saturation)
        tone = "#" + "".join(f"{round(share * 255):02x}" for share in shares)
        if contrast(tone, ground) >= ratio:
            return tone
    raise ValueError(f"Nothing has a contrast of {ratio} on {ground}.")


def brand_tones(color):
    """Return the accent for light pages and the accent for dark pages."""
    return legible(color, ground=PAPER, ratio=ON_PAPER), legible(color, ground=NIGHT, ratio=ON_NIGHT)
