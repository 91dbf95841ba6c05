"""Which version of each lesson a class reads: that of its first day, until a newer one is given to it (L6)."""
