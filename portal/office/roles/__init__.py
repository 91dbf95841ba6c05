"""Roles: who holds which, granting one, ending one. For system administrators."""
