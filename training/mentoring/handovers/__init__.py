"""Change of mentor and early end (F8): interim assessment, what passes on, what the leaving mentor keeps to finish."""
