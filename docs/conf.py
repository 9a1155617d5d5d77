"""How Sphinx builds the documentation site: `make docs`.

The source folder is the whole repository, not docs/, so that a link to README.md or bench/README.md leads to a page of
the site as it leads to a file in the repository. Every link and anchor is checked; a broken one fails the build.
"""

project = "Fledge"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md", "docs/**.md"]
# Virtual environments and data can be large, and Sphinx walks every folder that is not excluded.
exclude_patterns = [".*", "build", "dist", "var"]
nitpicky = True

# The anchors that a repository's own pages give to headings.
myst_heading_anchors = 4

html_theme = "furo"
html_title = "Fledge"
html_extra_path = ["site"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
