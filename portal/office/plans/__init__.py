"""The plan of the year: its items, its decision, the classes made of it, the year as a picture."""
