"""How long the way from one place to another takes: a dated table between the places where classes meet."""
