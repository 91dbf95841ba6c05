"""Meetings missed in one class and made up in another (rules.md R2)."""
