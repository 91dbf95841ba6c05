"""The Committee's pipeline: leading posts, units, terms, outcomes, waves, decisions."""
