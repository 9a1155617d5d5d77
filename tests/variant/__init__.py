"""Another host: its own users (UUID keys, email to sign in, no names), images and documents."""
