"""The numbers the Committee asks for (mentoring.md §7), as of a day, by wave, bloc, host and sending unit."""
