"""Someone who has no mouse."""

#: Whether the element in focus, or the card around it, is drawn with an outline.
IS_SEEN = """() => {
    for (let each = document.activeElement; each; each = each.parentElement) {
        const style = getComputedStyle(each);
        if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
    }
    return false;
}"""


class Keyboard:
    """Reaches everything by keys, as someone who has no mouse. Raises when it cannot be reached or is not seen."""

    def __init__(self, page):
        self.page = page

    def key(self, name):
        self.page.keyboard.press(name)

    def go_to(self, target, *, within=60):
        """Press Tab until `target` has the focus, at most `within` times; return how often."""
        for presses in range(within + 1):
            if target.evaluate("element => element === document.activeElement"):
                assert self.page.evaluate(IS_SEEN), f"focus is not seen on {target}"
                return presses
            self.key("Tab")
        raise AssertionError(f"{target} is not reached by {within} tabs on {self.page.url}")

    def use(self, target, **options):
        """Go to a link or button and press Enter."""
        presses = self.go_to(target, **options)
        self.key("Enter")
        return presses
