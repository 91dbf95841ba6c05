"""The scheme's targets: dated values, what is reached on any day, and the people behind each figure."""
