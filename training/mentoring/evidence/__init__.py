"""Photographs as evidence of a contact: small, without a place or a device in them, read by the two sides alone."""
