"""Which posts a commune has, and what one learns for them: dated regulated values, never constants."""

from datetime import date

from training.regulations.queries import value_on

LEADING_POSTS = "staffing.leading_posts"
DIVISION_POSTS = "staffing.division_posts"
POST_PROGRAMMES = "staffing.post_programmes"  # title code to programmes of which one makes the holder trained


def leading_posts(day: date) -> dict[str, int]:
    """Title code to how many such posts each commune has on the day."""
    return value_on(LEADING_POSTS, day)


def all_posts(day: date) -> dict[str, int]:
    """The leading posts and those of the divisions."""
    return leading_posts(day) | value_on(DIVISION_POSTS, day)
