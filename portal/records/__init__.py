"""One record for each person: what is known of his way, for those who may see it; on paper, and to take away."""
