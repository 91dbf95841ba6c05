"""Mentoring in numbers: the Committee's dashboard, the people behind each number, and what is taken out."""
