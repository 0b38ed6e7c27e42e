"""Writes calls.txt: operations on a dict, a set and a list whose members log each `==` and `<`, and change what holds them in the midst
of one."""
import bisect
import heapq
import pathlib
import random

random.seed(8)
lines = []
log = []
plan = None


class Key:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return self.value % 3

    def __eq__(self, other):
        self.compared("=", other)
        return self.value == other.value

    def __lt__(self, other):
        self.compared("<", other)
        return self.value < other.value

    def compared(self, sign, other):
        global plan
        log.append(f"{self.value}{sign}{other.value}")
        if plan is not None:
            plan[0] -= 1
            if plan[0] == 0:
                _, name, value = plan
                plan = None
                ACTIONS[name](Key(value))

    def __repr__(self):
        return str(self.value)


table, members, items = {}, set(), []
ACTIONS = {
    "none": lambda key: None,
    "dict_clear": lambda key: table.clear(),
    "dict_set": lambda key: table.__setitem__(key, 1),
    "dict_pop": lambda key: table.pop(key, None),
    "set_clear": lambda key: members.clear(),
    # After a plain add, we may begin a search anew where CPython goes on.
    "set_add": lambda key: (members.clear(), members.add(key)),
    "set_discard": lambda key: members.discard(key),
    "list_clear": lambda key: items.clear(),
    "list_append": lambda key: items.append(key),
    "list_pop": lambda key: items.pop() if items else None,
    "list_insert": lambda key: items.insert(0, key),
}


def keys(values):
    return [Key(value) for value in values]


def fresh(values):
    return set(keys(values))


OPS = {
    "dict_set": lambda key, values: table.__setitem__(key, 2),
    "dict_get": lambda key, values: table.get(key),
    "dict_pop": lambda key, values: table.pop(key, None),
    "dict_setdefault": lambda key, values: table.setdefault(key, 3),
    "dict_update": lambda key, values: table.update(dict.fromkeys(keys(values), 4)),
    "dict_equal": lambda key, values: table == dict.fromkeys(keys(values), 2),
    "dict_equal_self": lambda key, values: table == table,
    "set_add": lambda key, values: members.add(key),
    "set_discard": lambda key, values: members.discard(key),
    "set_contains": lambda key, values: key in members,
    "set_update": lambda key, values: members.update(fresh(values)),
    "set_union": lambda key, values: members | fresh(values),
    "set_intersection": lambda key, values: members & fresh(values),
    "set_intersection_iter": lambda key, values: members.intersection(keys(values)),
    "set_difference": lambda key, values: members - fresh(values),
    "set_difference_update": lambda key, values: members.difference_update(keys(values)),
    "set_symmetric_difference": lambda key, values: members ^ fresh(values),
    "set_issubset": lambda key, values: members <= fresh(values),
    "set_issuperset": lambda key, values: members >= fresh(values),
    "set_isdisjoint": lambda key, values: members.isdisjoint(fresh(values)),
    "set_copy": lambda key, values: members.copy(),
    "list_append": lambda key, values: items.append(key),
    "list_contains": lambda key, values: key in items,
    "list_count": lambda key, values: items.count(key),
    "list_index": lambda key, values: items.index(key),
    "list_remove": lambda key, values: items.remove(key),
    "list_equal": lambda key, values: items == keys(values),
    "list_sort": lambda key, values: items.sort(),
    "list_heapify": lambda key, values: heapq.heapify(items),
    "list_heappush": lambda key, values: heapq.heappush(items, key),
    "list_heappop": lambda key, values: heapq.heappop(items),
    "list_heapreplace": lambda key, values: heapq.heapreplace(items, key),
    "list_heappushpop": lambda key, values: heapq.heappushpop(items, key),
    "list_bisect_left": lambda key, values: bisect.bisect_left(items, key),
    "list_bisect_right": lambda key, values: bisect.bisect_right(items, key),
    "list_min": lambda key, values: min(items),
    "list_max": lambda key, values: max(items),
}
while len(lines) < 3400:
    name = random.choice([*OPS, "dict_set", "set_add", "list_append"])
    key = random.randrange(9)
    values = [random.randrange(9) for _ in range(random.randrange(5))]
    if random.randrange(8) == 0:
        values = [each.value for each in random.choice([items, members, table])]
    kind = name.split("_", maxsplit=1)[0]
    action = random.choice([each for each in ACTIONS if each.startswith(kind)]) if random.randrange(3) == 0 else "none"
    when, what = random.randrange(1, 4), random.randrange(9)
    if name in ("dict_update", "set_union", "set_update") or "list" in name and len(items) > 12:
        action = "none" if action != "list_clear" else action
    if name in ("dict_setdefault", "dict_set", "dict_update") and action == "dict_clear":
        # CPython 3.11 then puts a key that is no str into a table for str, and does not find it again.
        action = "none"
    plan = [when, action, what]
    log.clear()
    try:
        answer = repr(OPS[name](Key(key), values))
    except Exception as exc:
        answer = repr(exc)
    plan = None
    found = f"{answer} ; {','.join(log)} ; {table} {members} {items}"
    lines.append(f"{name} {key} {','.join(map(str, values)) or 'e'} {when} {action} {what} => {found}")
    if len(items) > 14:
        items.clear()
        lines.append("reset 0 e 0 none 0 => None ;  ; " + f"{table} {members} {items}")
pathlib.Path(__file__).with_name("calls.txt").write_text("\n".join(lines) + "\n")
