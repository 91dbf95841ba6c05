"""What this package refuses. Each message is one English sentence that names the line: the files are English too."""


class BadInstance(Exception):
    """The instance cannot be read, or contradicts itself."""


class BadSolution(Exception):
    """The solution file cannot be read."""
