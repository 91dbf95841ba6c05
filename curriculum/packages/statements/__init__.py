"""A small store of xAPI statements: as much of it as H5P and cmi5 need, and that correctly."""
