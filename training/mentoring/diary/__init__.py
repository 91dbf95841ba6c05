"""F2: the work diary of an official, his own unless he shares a page of it (mentoring.md §4)."""
