"""Guilloche: woven lines as on banknotes, drawn as SVG in millimeters.

The weave of a seal follows from the verification code: one of some six hundred, enough to tell a copy that was given
another code. Lines are cubic Bezier curves between the extremes of a wave; repeated strands are written once and
turned, which keeps a page small.
"""

import hashlib
from functools import lru_cache
from io import BytesIO
from math import cos, pi, sin, tau

PAGE_WIDTH, PAGE_HEIGHT = 297, 210
# A cubic from crest to trough whose ends lie level for this share of the way follows a sine to 0.1 %.
LEVEL = 0.3642

# The wagtail, Fledge's sign, on a field of 64 by 64: raised tail and body as on the pages; at the size of a seal it
# stands on legs and looks at you.
TAIL = "M2.6 9.4a2.6 2.6 0 0 1 4.5-2.6L25 33l-8 5z"
BODY = "M15 30c9 1.5 15-4.5 21-9.5l13 2c1.5 16-4 27-16 27-9 0-15.5-8-18-19.5z"
BEAK = "M48.8 22.4l6.4 2.8-6.1 2.6z"
LEGS = "M29 48l-2 10h5M36 48l-2 10h5"


def _number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0.", "-.") or "0"


def _path(points):
    """Return the `d` of a smooth line through `points`, each `(x, y, dx, dy)` with its tangent already scaled."""
    x, y, dx, dy = points[0]
    parts = [f"M{_number(x)} {_number(y)}"]
    for next_x, next_y, next_dx, next_dy in points[1:]:
        control = (x + dx, y + dy, next_x - next_dx, next_y - next_dy, next_x, next_y)
        parts.append("C" + " ".join(_number(value) for value in control))
        x, y, dx, dy = next_x, next_y, next_dx, next_dy
    return "".join(parts)


def _ring(radius, amplitude, lobes):
    """Return a closed wave of `lobes` around the origin."""
    steps = lobes * 2
    reach = tau / steps * LEVEL
    points = []
    for step in range(steps + 1):
        angle = tau * step / steps
        distance = radius + amplitude * (-1) ** step
        x, y = distance * cos(angle), distance * sin(angle)
        points.append((x, y, -y * reach, x * reach))
    return _path(points)


def _woven_ring(name, radius, amplitude, lobes, strands, width):
    """Return SVG of `strands` equal rings, each turned by its share of one lobe."""
    path = f'<path id="{name}" d="{_ring(radius, amplitude, lobes)}"/>'
    turns = [360 * strand / lobes / strands for strand in range(1, strands)]
    turned = "".join(f'<use href="#{name}" transform="rotate({turn:.3f})"/>' for turn in turns)
    return f'<g fill="none" stroke-width="{width}">{path}{turned}</g>'


def _wave(length, amplitude, waves):
    """Return a wave along the x axis from 0 to `length`."""
    half = length / waves / 2
    points = [(half * step, amplitude * (-1) ** step, half * LEVEL, 0) for step in range(waves * 2 + 1)]
    return _path(points)


def _traits(seed, *ranges):
    """Return one whole number of each `(low, high)`, chosen by `seed`."""
    digest = hashlib.sha256(seed.encode()).digest()
    return [low + byte % (high - low + 1) for byte, (low, high) in zip(digest, ranges, strict=False)]


def seal(*, seed, color, ground="#ffffff", is_filled=True):
    """Return the seal, 40 mm across, with the wagtail in the middle; `seed` decides the weave.

    `ground` is the color below the seal; without `is_filled` there are only lines, as a printer likes it.
    """
    bird = ground if is_filled else color
    lobes, strands, edge = _traits(seed, (9, 17), (6, 9), (40, 56))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 40 40" width="40mm" height="40mm">'
        f'<g stroke="{color}">'
        f"{_woven_ring('edge', 18.3, 1.15, edge, 3, 0.13)}"
        f"{_woven_ring('rose', 13.1, 3.5, lobes, strands, 0.12)}"
        f'<circle r="19.8" fill="none" stroke-width="0.18"/><circle r="16.8" fill="none" stroke-width="0.18"/>'
        f'<circle r="9.1" fill="{ground}" stroke-width="0.18"/></g>'
        f'<circle r="8.3" fill="{color if is_filled else "none"}"/>'
        f'<g fill="{bird}" transform="translate(-4.9 -5.6) scale(.178)"><path d="{TAIL}"/><path d="{BODY}"/>'
        f'<path d="{BEAK}"/><path d="{LEGS}" fill="none" stroke="{bird}" stroke-width="1.7"/>'
        f'<circle cx="40.5" cy="26.2" r="1.7" fill="{color if is_filled else "#ffffff"}"/></g></svg>'
    )


@lru_cache(maxsize=16)
def frame(*, color):
    """Return the border of a page: a woven band between two fine lines, with a rosette in each corner."""
    inset, depth = 8, 5.2
    middle = inset + depth / 2
    across, down = PAGE_WIDTH - 2 * inset - 2 * depth, PAGE_HEIGHT - 2 * inset - 2 * depth
    strands = []
    for length, waves, turns in (
        (across, 38, ((inset + depth, middle, 0), (PAGE_WIDTH - inset - depth, PAGE_HEIGHT - middle, 180))),
        (down, 26, ((PAGE_WIDTH - middle, inset + depth, 90), (middle, PAGE_HEIGHT - inset - depth, 270))),
    ):
        for amplitude in (1.75, -1.75, 0.9, -0.9):
            strands += [
                f'<path d="{_wave(length, amplitude, waves)}" transform="translate({x} {y}) rotate({turn})"/>'
                for x, y, turn in turns
            ]
    corners = "".join(
        f'<g transform="translate({x} {y})">'
        f'<path d="{_ring(1.35, 0.75, 8)}"/><path d="{_ring(1.35, -0.75, 8)}"/><circle r=".45"/></g>'
        for x in (middle, PAGE_WIDTH - middle)
        for y in (middle, PAGE_HEIGHT - middle)
    )

    def box(distance, width):
        return (
            f'<rect x="{distance}" y="{distance}" width="{PAGE_WIDTH - 2 * distance}" '
            f'height="{PAGE_HEIGHT - 2 * distance}" stroke-width="{width}"/>'
        )

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAGE_WIDTH} {PAGE_HEIGHT}" '
        f'width="{PAGE_WIDTH}mm" height="{PAGE_HEIGHT}mm">'
        f'<g fill="none" stroke="{color}" stroke-width=".13">{"".join(strands)}{corners}'
        f"{box(inset, 0.35)}{box(inset + depth, 0.2)}{box(inset + depth + 1.2, 0.1)}</g></svg>"
    )


@lru_cache(maxsize=16)
def braid(*, color):
    """Return an ornament 62 mm wide: a short braid between two fine lines that run out."""
    strands = "".join(
        f'<path d="{_wave(22, amplitude, 4)}" transform="translate(-11 0)"/>' for amplitude in (1.2, -1.2, 0.6, -0.6)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-31 -1.7 62 3.4" width="62mm" height="3.4mm">'
        f'<g fill="none" stroke="{color}" stroke-width=".14">{strands}<path d="M-31 0H-12.5M12.5 0H31"/></g>'
        f'<g fill="{color}"><circle cx="-11.9" r=".55"/><circle cx="11.9" r=".55"/></g></svg>'
    )


def band(*, seed, width, color, line):
    """Return a filled band as high as the page, with a fan of lines like a flock turning in the air."""
    phase, turns, lean = _traits(seed, (0, 62), (9, 15), (4, 9))
    lines, count, steps = [], 26, 14
    for index in range(count):
        share = index / (count - 1)
        points = []
        for step in range(steps + 1):
            height = PAGE_HEIGHT * step / steps
            angle = pi * turns / 10 * step / steps + phase / 10 + share * lean / 3
            reach = 16 + 12 * cos(pi * step / steps + phase / 20)
            slope = PAGE_HEIGHT / steps / 3
            points.append(
                (
                    width * (0.15 + 0.7 * share) + reach * sin(angle),
                    height,
                    reach * cos(angle) * pi * turns / 10 / steps / 3
                    - 12 * sin(pi * step / steps + phase / 20) * pi / steps / 3 * sin(angle),
                    slope,
                )
            )
        lines.append(f'<path d="{_path(points)}" stroke-opacity="{0.25 + 0.65 * share * (1 - share) * 2:.2f}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {PAGE_HEIGHT}" '
        f'width="{width}mm" height="{PAGE_HEIGHT}mm">'
        f'<rect width="{width}" height="{PAGE_HEIGHT}" fill="{color}"/>'
        f'<g fill="none" stroke="{line}" stroke-width=".16">{"".join(lines)}</g></svg>'
    )


def qr_code(*, text, color):
    """Return a QR code without border, error correction M."""
    import segno

    target = BytesIO()
    segno.make(text, error="m", micro=False).save(
        target, kind="svg", border=0, dark=color, xmldecl=False, omitsize=True, nl=False
    )
    return target.getvalue().decode()
