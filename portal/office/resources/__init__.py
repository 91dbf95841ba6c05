"""The training office keeps rooms, lecturers, duties and special days."""
