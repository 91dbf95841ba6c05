"""Targets: values by document, what is reached on a day, the people behind it."""
