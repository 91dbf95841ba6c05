"""What this room refuses. Each message is a sentence for the person who asked."""


class CurriculumError(Exception):
    """A refusal of the curriculum room. ``str()`` of it is fit for the screen."""
