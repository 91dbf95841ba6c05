"""Confirming on somebody else's device: a code of one's own, sealed on the way, checked when it arrives."""
