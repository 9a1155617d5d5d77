"""The drawings of the report, as SVG. What they say stands in a table beside them, and in words for screen readers."""

from brainstorm.sessions.kinds import Kind

FONT = 'font-family="Atkinson Hyperlegible Next"'
INK, MUTED, RULE, ACCENT = "#1c2530", "#56606c", "#d5dade", "#00675f"
#: As on the screen: each kind has a color, and its word or number beside it.
COLORS = {
    Kind.USE_CASE: "#1f6b3a",
    Kind.PAIN_POINT: "#a3341b",
    Kind.SYSTEM_LINK: "#1b57a6",
    Kind.POLICY_CHANGE: "#6a3fa0",
    Kind.SUPPORT_NEED: "#8a5a00",
}
WIDTH = 500
ROW, BAR = 18, 12
SIZE, LEFT, BOTTOM, MARGIN = 300, 34, 34, 12


def _svg(width, height, parts):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"{''.join(parts)}</svg>"
    )


def _text(x, y, words, *, size=11, color=INK, anchor="start", weight=400):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="{size}" font-weight="{weight}" fill="{color}" '
        f'text-anchor="{anchor}">{words}</text>'
    )


def bars(rows):
    """Return bars for rows of (number of the idea, value, kind), in their order."""
    top = max((value for _number, value, _kind in rows), default=0) or 1
    parts, room = [], WIDTH - 90
    for place, (number, value, kind) in enumerate(rows):
        y = place * ROW + 4
        parts.append(_text(28, y + 10, number, anchor="end", weight=700))
        parts.append(
            f'<rect x="36" y="{y}" width="{max(room * value / top, 1):.1f}" height="{BAR}" rx="2" '
            f'fill="{COLORS[kind]}"/>'
        )
        parts.append(_text(36 + max(room * value / top, 1) + 6, y + 10, f"{value:g}", color=MUTED))
    return _svg(WIDTH, len(rows) * ROW + 6, parts)


def kinds_strip(kinds):
    """Return one bar that is divided among pairs of (kind, count)."""
    total = sum(count for _kind, count in kinds) or 1
    parts, x = [], 0.0
    for kind, count in kinds:
        width = WIDTH * count / total
        parts.append(
            f'<rect x="{x:.1f}" y="0" width="{max(width - 2, 1):.1f}" height="20" rx="3" fill="{COLORS[kind]}"/>'
        )
        parts.append(_text(x + width / 2 - 1, 14.5, count, color="#ffffff", anchor="middle", weight=700))
        x += width
    return _svg(WIDTH, 20, parts)


def _place(value):
    return LEFT + (value - 1) / 4 * (SIZE - LEFT - MARGIN)


def scatter(rated):
    """Return impact over effort for pairs of (idea number, `RatingStatistics`); a cross shows how far ratings reach."""
    bottom = SIZE - BOTTOM + LEFT
    parts = []
    for value in range(1, 6):
        x, y = _place(value), bottom - _place(value)
        parts.append(f'<path d="M{x:.1f} {bottom - _place(5):.1f}V{bottom - _place(1):.1f}" stroke="{RULE}"/>')
        parts.append(f'<path d="M{_place(1):.1f} {y:.1f}H{_place(5):.1f}" stroke="{RULE}"/>')
        parts.append(_text(x, bottom - _place(1) + 16, value, color=MUTED, anchor="middle"))
        parts.append(_text(_place(1) - 8, y + 4, value, color=MUTED, anchor="end"))
    for _number, spread in rated:
        x, y = _place(spread.effort), bottom - _place(spread.impact)
        left, right = (_place(value) for value in spread.effort_range)
        low, high = (bottom - _place(value) for value in spread.impact_range)
        parts.append(
            f'<path d="M{left:.1f} {y:.1f}H{right:.1f}M{x:.1f} {high:.1f}V{low:.1f}" stroke="{MUTED}" opacity=".5"/>'
        )
    for number, spread in rated:
        x, y = _place(spread.effort), bottom - _place(spread.impact)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{ACCENT}"/>')
        parts.append(_text(x, y + 4, number, size=10, color="#ffffff", anchor="middle", weight=700))
    return _svg(SIZE, SIZE, parts)
