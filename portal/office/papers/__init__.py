"""Preparing official documents and handing them out."""
