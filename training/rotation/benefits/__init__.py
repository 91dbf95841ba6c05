"""What somebody posted is entitled to, and what was granted (A22)."""
