"""How the figures are shown and kept: Markdown tables that can be pasted into bench/README.md, and JSON."""

import json
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def against(value, budget):
    """Return a figure with its budget, and an exclamation mark where it is missed; nothing for None."""
    if value is None:
        return ""
    if budget is None:
        return f"{value}"
    return f"{value} of {budget}{' !' if value > budget else ''}"


def show(title, headers, rows):
    """Print a Markdown table whose columns are aligned, so that it can be read in a terminal too."""
    lines = [[str(cell) for cell in line] for line in (headers, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    print(f"\n{title}\n")
    for line in lines:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
    print(flush=True)


def keep(name, figures):
    """Write `figures` to bench/results/NAME.json."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n")
