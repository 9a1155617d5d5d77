"""The courses app over HTTP: a form in, one action, a message, a redirect."""
