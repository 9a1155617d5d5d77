"""What pages show, read once and then only shown. No request, no HTML."""
