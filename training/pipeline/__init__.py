"""Who leads, who could follow, and how far the scheme's targets are met, on any day and on that day's map of units."""
