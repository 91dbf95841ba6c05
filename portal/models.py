"""One line per subject, so that Django finds its models."""
