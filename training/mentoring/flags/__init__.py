"""Red flags R1–R15 of a term (mentoring.md §6): found each night and on change, answered, escalated, closed."""
