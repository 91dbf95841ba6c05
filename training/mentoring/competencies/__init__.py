"""What a young official grows in (mentoring.md §3)."""
