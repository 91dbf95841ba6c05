"""Packages made by others: the list, the upload, what became of it."""
