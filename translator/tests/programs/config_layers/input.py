"""Settings in layers: later ones win."""
DEFAULTS = {"host": "localhost", "port": 8080, "debug": False, "tags": ["base"]}


def merge(*layers, **overrides):
    result = {}
    for layer in layers:
        result = {**result, **layer}
    result.update(overrides)
    return result


def load(pairs):
    return dict(pair.split("=", 1) for pair in pairs)


settings = merge(DEFAULTS, {"port": 9000}, debug=True)
print(settings)
print(DEFAULTS | {"host": "example.org"})
print({"name": "app", **DEFAULTS, "port": None})

raw = load(["mode=fast", "level=3", "url=a=b"])
print(raw, dict(raw, mode="slow"), dict(level="9", **{"extra": "yes"}))
print(raw.pop("mode", None), raw.pop("nothing", 0), raw.pop("gone", "default"), raw)
raw |= [("level", "4"), ("new", "1")]
print(raw)

groups = {}
for name, size in [("a", 3), ("b", 1), ("c", 3)]:
    groups.setdefault(size, []).append(name)
print(groups, groups.get(2, "none"), groups.get(3))

counts = dict.fromkeys("banana", 0)
for letter in "banana":
    counts[letter] += 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
inverted = {v: k for k, v in counts.items()}
print(inverted, dict(zip(inverted.values(), inverted)))

nested = {"db": {"ports": [1, 2]}, "on": True}
nested["db"]["ports"].append(3)
nested["db"]["name"] = "x"
copy = {**nested}
copy["on"] = False
print(nested, copy["db"] is nested["db"], copy == nested)

del settings["tags"]
print(list(settings), len(settings), "tags" in settings, settings.keys() == {"host", "port", "debug"})
print(settings.keys() & {"host"} == {"host"}, sorted(settings.keys() | {"more"}), sorted(settings.keys() - {"port"}))
try:
    settings["nothing"]
except KeyError as exc:
    print("KeyError:", exc)
for key, value in sorted(settings.items()):
    print(f"{key:>6} = {value!r}")
