"""The rules of postings, what they answer about people, and what a changed rule would change."""
