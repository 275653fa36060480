"""What all requests share: reading them, answering them, errors, templates, static files."""
