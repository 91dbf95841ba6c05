"""The inner loop of simulated annealing, compiled by numba.

Most proposals draw a lecture and a place (a room in a period): an empty place is taken, a taken one swapped. Every
``chain_every``-th proposal draws a lecture and a period, and moves with it all lectures of the two periods that would
clash, and those that clash with them (a Kempe chain); rooms are then found for each. So no room is ever used twice and
no lecture is lost; clashes and unavailable periods cost ``hard_weight`` each. Tables beside the timetable answer in a
few steps what a change costs:

``crowd[c, p]``   lectures at period p that clash with course c, its own among them; one more where c may not be
``held[q, p]``    lectures of curriculum q at period p;  ``mask[q, d]`` the same as bits of day d
``in_room[c, r]``, ``on_day[c, d]``  lectures of a course by room and by day;  ``days[c]`` how many days have some
"""

import numpy as np
from numba.extending import register_jitable


def anneal(
    steps, temperature, hard_weight, chain_every, sizes, stop, random, exponential,
    course_of, forbidden, adjacent, near_start, near, member, of_start, of_course, excess, wanted_days, slack,
    leaves, enters, isolated,
    place_of, lecture_at, crowd, held, mask, in_room, on_day, days, movers, sources, seen, cost, best_place_of,
):  # fmt: skip
    """Up to ``steps`` proposals at one temperature; returns how many. ``cost`` is [hard, soft, best soft, accepted]."""
    all_lectures, all_rooms, per_day, all_places = sizes[0], sizes[1], sizes[2], sizes[3]
    state = random[0]
    done = 0
    while done < steps:
        if done & 0xFFFF == 0 and stop[0]:
            break
        done += 1
        state ^= state >> np.uint64(12)
        state ^= state << np.uint64(25)
        state ^= state >> np.uint64(27)
        draw = state * np.uint64(2685821657736338717)
        high = np.int64(draw >> np.uint64(40))
        middle = np.int64((draw >> np.uint64(16)) & np.uint64(0xFFFFFF))
        low = np.int64((draw >> np.uint64(4)) & np.uint64(0x3FF))
        first = (high * all_lectures) >> 24
        to = (middle * all_places) >> 24
        limit = temperature * exponential[low]

        source = place_of[first]
        if source == to:
            continue
        c = course_of[first]
        p, r = source // all_rooms, source % all_rooms
        np_, nr = to // all_rooms, to % all_rooms

        if chain_every > 0 and done % chain_every == 0:
            if p == np_:
                continue
            count = _chain(
                first, p, np_, all_rooms, course_of, forbidden, adjacent, excess,
                place_of, lecture_at, in_room, movers, sources, seen,
            )  # fmt: skip
            if count == 0:
                continue
            hard, soft = cost[0], cost[1]
            for turn in range(count):
                target, origin = place_of[movers[turn]], sources[turn]
                _shift(
                    course_of[movers[turn]], origin, target, all_rooms, per_day, near_start, near, of_start, of_course,
                    excess, wanted_days, isolated, crowd, held, mask, in_room, on_day, days, cost,
                )  # fmt: skip
            if cost[1] - soft + (cost[0] - hard) * hard_weight > limit:
                for turn in range(count):
                    lecture_at[place_of[movers[turn]]] = -1
                for turn in range(count - 1, -1, -1):
                    target, origin = place_of[movers[turn]], sources[turn]
                    _shift(
                        course_of[movers[turn]], target, origin, all_rooms, per_day, near_start, near, of_start,
                        of_course, excess, wanted_days, isolated, crowd, held, mask, in_room, on_day, days, cost,
                    )  # fmt: skip
                    place_of[movers[turn]] = origin
                    lecture_at[origin] = movers[turn]
                continue
        else:
            second = lecture_at[to]
            if second >= 0:
                o = course_of[second]
                if o == c:
                    continue
                change = excess[c, nr] - excess[c, r] + excess[o, r] - excess[o, nr]
                gain = slack[c] + slack[o]
            else:
                o = -1
                change = excess[c, nr] - excess[c, r]
                gain = slack[c]
            if change > limit + gain:
                continue

            hard = 0
            if p != np_:
                hard = crowd[c, np_] - crowd[c, p] + 1
                if o >= 0:
                    hard += crowd[o, p] - crowd[o, np_] + 1
                    hard -= 2 * adjacent[c, o]
                if change + hard * hard_weight > limit + gain:
                    continue

            if r != nr:
                if in_room[c, nr] == 0:
                    change += 1
                if in_room[c, r] == 1:
                    change -= 1
                if o >= 0:
                    if in_room[o, r] == 0:
                        change += 1
                    if in_room[o, nr] == 1:
                        change -= 1

            if p != np_:
                d, nd = p // per_day, np_ // per_day
                h, nh = p % per_day, np_ % per_day
                if d != nd:
                    after = days[c] - (on_day[c, d] == 1) + (on_day[c, nd] == 0)
                    change += 5 * (max(0, wanted_days[c] - after) - max(0, wanted_days[c] - days[c]))
                    if o >= 0:
                        after = days[o] - (on_day[o, nd] == 1) + (on_day[o, d] == 0)
                        change += 5 * (max(0, wanted_days[o] - after) - max(0, wanted_days[o] - days[o]))
                shared = o >= 0 and adjacent[c, o] != 0
                lonely = 0
                for k in range(of_start[c], of_start[c + 1]):
                    q = of_course[k]
                    if shared and member[o, q]:
                        continue
                    if d != nd:
                        if held[q, p] == 1:
                            lonely += leaves[mask[q, d], h]
                        if held[q, np_] == 0:
                            lonely += enters[mask[q, nd], nh]
                    else:
                        old = mask[q, d]
                        new = old
                        if held[q, p] == 1:
                            new = new & ~(1 << h)
                        new = new | (1 << nh)
                        lonely += isolated[new] - isolated[old]
                if o >= 0:
                    for k in range(of_start[o], of_start[o + 1]):
                        q = of_course[k]
                        if shared and member[c, q]:
                            continue
                        if d != nd:
                            if held[q, np_] == 1:
                                lonely += leaves[mask[q, nd], nh]
                            if held[q, p] == 0:
                                lonely += enters[mask[q, d], h]
                        else:
                            old = mask[q, d]
                            new = old
                            if held[q, np_] == 1:
                                new = new & ~(1 << nh)
                            new = new | (1 << h)
                            lonely += isolated[new] - isolated[old]
                change += 2 * lonely

            if change + hard * hard_weight > limit:
                continue
            place_of[first] = to
            lecture_at[to] = first
            lecture_at[source] = second
            _shift(
                c, source, to, all_rooms, per_day, near_start, near, of_start, of_course,
                excess, wanted_days, isolated, crowd, held, mask, in_room, on_day, days, cost,
            )  # fmt: skip
            if o >= 0:
                place_of[second] = source
                _shift(
                    o, to, source, all_rooms, per_day, near_start, near, of_start, of_course,
                    excess, wanted_days, isolated, crowd, held, mask, in_room, on_day, days, cost,
                )  # fmt: skip
        cost[3] += 1
        if cost[0] == 0 and cost[1] < cost[2]:
            cost[2] = cost[1]
            best_place_of[:] = place_of
    random[0] = state
    return done


@register_jitable
def _shift(
    c, source, to, all_rooms, per_day, near_start, near, of_start, of_course,
    excess, wanted_days, isolated, crowd, held, mask, in_room, on_day, days, cost,
):  # fmt: skip
    """One lecture of course c goes from one place to another: all tables follow, the cost too."""
    p, r = source // all_rooms, source % all_rooms
    np_, nr = to // all_rooms, to % all_rooms
    if r != nr:
        cost[1] += excess[c, nr] - excess[c, r]
        in_room[c, r] -= 1
        if in_room[c, r] == 0:
            cost[1] -= 1
        if in_room[c, nr] == 0:
            cost[1] += 1
        in_room[c, nr] += 1
    if p == np_:
        return
    cost[0] += crowd[c, np_] - crowd[c, p] + 1
    for k in range(near_start[c], near_start[c + 1]):
        crowd[near[k], p] -= 1
        crowd[near[k], np_] += 1
    d, nd = p // per_day, np_ // per_day
    if d != nd:
        before = max(0, wanted_days[c] - days[c])
        on_day[c, d] -= 1
        if on_day[c, d] == 0:
            days[c] -= 1
        if on_day[c, nd] == 0:
            days[c] += 1
        on_day[c, nd] += 1
        cost[1] += 5 * (max(0, wanted_days[c] - days[c]) - before)
    lonely = 0
    for k in range(of_start[c], of_start[c + 1]):
        q = of_course[k]
        held[q, p] -= 1
        if held[q, p] == 0:
            lonely -= isolated[mask[q, d]]
            mask[q, d] &= ~(1 << (p % per_day))
            lonely += isolated[mask[q, d]]
        held[q, np_] += 1
        if held[q, np_] == 1:
            lonely -= isolated[mask[q, nd]]
            mask[q, nd] |= 1 << (np_ % per_day)
            lonely += isolated[mask[q, nd]]
    cost[1] += 2 * lonely


@register_jitable
def _chain(
    first, p, np_, all_rooms, course_of, forbidden, adjacent, excess,
    place_of, lecture_at, in_room, movers, sources, seen,
):  # fmt: skip
    """Lectures that change between the two periods with the first one, put into rooms: ``movers``, from ``sources``.

    Returns how many; 0, with nothing changed, when one of them may not be there or no room is left.
    """
    seen[0] += 1
    stamp = seen[0]
    seen[first + 1] = stamp
    movers[0] = first
    count = 1
    turn = 0
    while turn < count:
        x = course_of[movers[turn]]
        sources[turn] = place_of[movers[turn]]
        other = np_ if sources[turn] // all_rooms == p else p
        if forbidden[x, other]:
            return 0
        for place in range(other * all_rooms, (other + 1) * all_rooms):
            y = lecture_at[place]
            if y >= 0 and adjacent[x, course_of[y]] and seen[y + 1] != stamp:
                seen[y + 1] = stamp
                movers[count] = y
                count += 1
        turn += 1
    for turn in range(count):
        lecture_at[sources[turn]] = -1
    for turn in range(count):  # its own room, where it is free in the other period
        other = np_ if sources[turn] // all_rooms == p else p
        place = other * all_rooms + sources[turn] % all_rooms
        if lecture_at[place] < 0:
            lecture_at[place] = movers[turn]
            place_of[movers[turn]] = place
    fits = True
    for turn in range(count):
        if place_of[movers[turn]] != sources[turn]:
            continue
        x = course_of[movers[turn]]
        other = np_ if sources[turn] // all_rooms == p else p
        best, least = -1, 0
        for place in range(other * all_rooms, (other + 1) * all_rooms):
            if lecture_at[place] < 0:
                room = place % all_rooms
                price = 2 * excess[x, room] + (in_room[x, room] == 0)
                if best < 0 or price < least:
                    best, least = place, price
        if best < 0:
            fits = False
            break
        lecture_at[best] = movers[turn]
        place_of[movers[turn]] = best
    if fits:
        return count
    for turn in range(count):
        if place_of[movers[turn]] != sources[turn]:
            lecture_at[place_of[movers[turn]]] = -1
    for turn in range(count):
        place_of[movers[turn]] = sources[turn]
        lecture_at[sources[turn]] = movers[turn]
    return 0
