"""The page of one idea, from top to bottom: what was said of it, what it touches, who stands where."""

SECTIONS = ()
