"""F7: what people around an official say of his work, without a name (mentoring.md §4)."""
