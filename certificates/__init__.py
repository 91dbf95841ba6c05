"""Proof that somebody finished."""
