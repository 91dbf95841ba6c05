"""What time it is, and a way for tests and rehearsals to say otherwise."""
