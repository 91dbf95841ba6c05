"""Return or stay: where people are after their posting, against what was proposed (A18)."""
