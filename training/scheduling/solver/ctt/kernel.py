"""The inner loop of simulated annealing, compiled by numba: lectures change place (room and period) or swap places.

A lecture is drawn, and a place; an empty place is taken, a taken one swapped. So no room is ever used twice, and no
lecture is lost; conflicts and unavailable periods cost ``hard_weight`` each. Tables kept beside the timetable answer
what a change costs in a few steps:

``crowd[c, p]``   lectures at period p that conflict with course c, its own among them; one more where c may not be
``held[q, p]``    lectures of curriculum q at period p;  ``mask[q, d]`` the same as bits of day d
``in_room[c, r]``, ``on_day[c, d]``  lectures of a course by room and by day;  ``days[c]`` how many days have some
"""

import numpy as np

# The compiled function cannot be followed into other modules by the cache, so everything it needs stands here.
# Arguments are arrays and numbers only; see ``state.py`` for how they are made.


def anneal(
    steps, temperature, hard_weight, sizes, stop, random, exponential,
    course_of, adjacent, near_start, near, member, of_start, of_course, excess, wanted_days, slack,
    leaves, enters, isolated,
    place_of, lecture_at, crowd, held, mask, in_room, on_day, days, cost, best_place_of,
):  # fmt: skip
    """Up to ``steps`` proposals at one temperature; returns how many. ``cost``: hard, soft, best soft, accepted."""
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
        second = lecture_at[to]
        p, r = source // all_rooms, source % all_rooms
        np_, nr = to // all_rooms, to % all_rooms
        if second >= 0:
            o = course_of[second]
            if o == c:
                continue
            change = excess[c, nr] - excess[c, r] + excess[o, r] - excess[o, nr]
            room_slack = slack[c] + slack[o]
        else:
            o = -1
            change = excess[c, nr] - excess[c, r]
            room_slack = slack[c]
        if change > limit + room_slack:
            continue

        hard = 0
        if p != np_:
            hard = crowd[c, np_] - crowd[c, p] + 1
            if o >= 0:
                hard += crowd[o, p] - crowd[o, np_] + 1
                hard -= 2 * adjacent[c, o]
            if change + hard * hard_weight > limit + room_slack:
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

        cost[0] += hard
        cost[1] += change
        cost[3] += 1
        place_of[first] = to
        lecture_at[to] = first
        lecture_at[source] = second
        if second >= 0:
            place_of[second] = source
        if r != nr:
            in_room[c, r] -= 1
            in_room[c, nr] += 1
            if o >= 0:
                in_room[o, nr] -= 1
                in_room[o, r] += 1
        if p != np_:
            for turn in range(2):
                if turn == 0:
                    x, a, b = c, p, np_
                else:
                    if o < 0:
                        break
                    x, a, b = o, np_, p
                da, db, ha, hb = a // per_day, b // per_day, a % per_day, b % per_day
                if da != db:
                    on_day[x, da] -= 1
                    if on_day[x, da] == 0:
                        days[x] -= 1
                    if on_day[x, db] == 0:
                        days[x] += 1
                    on_day[x, db] += 1
                for k in range(near_start[x], near_start[x + 1]):
                    y = near[k]
                    crowd[y, a] -= 1
                    crowd[y, b] += 1
                for k in range(of_start[x], of_start[x + 1]):
                    q = of_course[k]
                    held[q, a] -= 1
                    if held[q, a] == 0:
                        mask[q, da] &= ~(1 << ha)
                    held[q, b] += 1
                    mask[q, db] |= 1 << hb
        if cost[0] == 0 and cost[1] < cost[2]:
            cost[2] = cost[1]
            best_place_of[:] = place_of
    random[0] = state
    return done
