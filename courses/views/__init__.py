"""The courses app over HTTP: a form in, one action, a message, a redirect.

Pages are looked up by `id`, not `pk`: for a number too large for the database Django answers "no such row" for a column
of its own, but passes it on for the link to the parent table, which `pk` is on a page.
"""
