"""The planner's desk: the board on which a year's timetable is laid, and the pages around it."""
