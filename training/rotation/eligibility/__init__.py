"""Who may be sent where, by which dated rule, on which facts; each answer is kept as it was given."""
