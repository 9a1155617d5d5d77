"""Another host: its own users (UUID keys, e-mail to sign in, no names), images and documents."""
