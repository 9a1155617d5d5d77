"""Form in, one action, message, redirect; grouped by who looks at the page."""
