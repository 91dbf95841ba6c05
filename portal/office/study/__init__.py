"""Written work, questions and evaluations of a class, seen by the office."""
