"""What writing and showing questions is, for whoever does it: the office in the admin, lecturers at /teach/."""
