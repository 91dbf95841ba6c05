"""The board: the meetings of a year by room, lecturer, class or unit; moved by hand, by key or by form."""
