"""What stands between a person and a post, for one pair and for all pairs of a matching at once. Nothing is kept."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date

from training.people.models import Person, PositionTitle
from training.rotation.eligibility.answering import GOOD, RulesOfDay, answer, rules_of_day
from training.rotation.eligibility.facts import Ask, Facts, Post, World
from training.rotation.eligibility.findings import Result
from training.rotation.eligibility.gathering import gather, look_at_the_world
from training.rotation.eligibility.models import PostingRule
from training.rotation.eligibility.post_checks import Obstacle, barred_units, titles_of
from training.rotation.models import Posting, RotationWave
from training.units.models import Unit

TOGETHER = 1000


def obstacles_of(
    person: Person | int,
    host_unit: Unit,
    title: PositionTitle,
    on: date,
    *,
    wave: RotationWave | None = None,
    movement: str = Posting.Kind.ROTATION,
) -> list[Obstacle]:
    """The rules of posts that speak against this person there on the day, each with its sentence."""
    post = Post(0, host_unit.pk, title.code)
    found = pair_obstacles(people=[person], posts=[post], on=on, wave=wave, movement=movement)
    return next(iter(found.values()), [])


def pair_obstacles(
    *,
    people: Iterable[Person | int],
    posts: Iterable[Post],
    on: date,
    wave: RotationWave | None = None,
    movement: str = Posting.Kind.ROTATION,
) -> dict[tuple[int, Hashable], list[Obstacle]]:
    """The pairs ``(person, post.key)`` that a rule speaks against or cannot answer for, each with its obstacles.

    A pair that is not there is free. Rules that only warn are left out; one lifted by a decision of exception is no
    obstacle. The number of queries does not grow with people or posts.
    """
    keys = list(dict.fromkeys(one.pk if isinstance(one, Person) else one for one in people))
    world = look_at_the_world(on)
    rules = _rules_of_posts(on, movement)
    places = _by_unit(posts)
    found: dict[tuple[int, Hashable], list[Obstacle]] = {}
    for start in range(0, len(keys), TOGETHER):
        for person, facts in gather(keys[start : start + TOGETHER], world).items():
            for post in _posts_in_doubt(facts, rules, places, Ask(on, movement, world)):
                obstacles = _obstacles(facts, post, rules, world, on, movement, wave.pk if wave else None)
                if obstacles:
                    found[person, post.key] = obstacles
    return found


def _rules_of_posts(on: date, movement: str) -> RulesOfDay:
    rules = PostingRule.objects.filter(kind__in=PostingRule.OF_A_POST, effect=PostingRule.Effect.DECIDES).order_by()
    return rules_of_day(rules, on, movement)


def _by_unit(posts: Iterable[Post]) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        found[post.unit].append(post)
    return found


def _posts_in_doubt(person: Facts, rules: RulesOfDay, places: dict[int, list[Post]], ask: Ask) -> list[Post]:
    """The posts for which the rules must be asked one by one; at all others they are met."""
    if rules.gaps or any(_says_nothing(person, rule, ask.world) for rule in rules.holding):
        return [post for posts in places.values() for post in posts]
    found: dict[int, Post] = {}
    for rule in rules.holding:
        titles = titles_of(rule)
        for unit in barred_units(person, ask, rule) & places.keys():
            for post in places[unit]:
                if titles is None or post.title in titles or rule.kind == PostingRule.Kind.TERMS_IN_ROW:
                    found[id(post)] = post
    return list(found.values())


def _says_nothing(person: Facts, rule: PostingRule, world: World) -> bool:
    """Nothing is recorded that the rule could be asked of, so that it cannot be answered for any post."""
    if rule.kind != PostingRule.Kind.NON_LOCAL:
        return False
    return "local_criteria" in world.gaps or not (person.places or person.place_text)


def _obstacles(
    person: Facts, post: Post, rules: RulesOfDay, world: World, on: date, movement: str, wave: int | None
) -> list[Obstacle]:
    answers = answer(person, Ask(on, movement, world, wave, post), rules)
    return [
        Obstacle(one.code, str(one.finding.sentence), one.finding.result == Result.UNKNOWN)
        for one in answers
        if one.finding.result not in GOOD
    ]
