"""The certificates app over HTTP. `verifying` and `issuer` are for strangers, the rest for people who are signed in."""
