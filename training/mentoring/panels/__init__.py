"""The yearly panel (M12): an agenda of postings, a conclusion for each, minutes, and a frozen record of what it saw."""
