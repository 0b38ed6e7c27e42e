def make_user(name, age, tags):
    return {"name": name, "age": age, "tags": tags, "active": True}

u = make_user("ann", 31, ["admin"])
v = dict(u, age=1)
v.update({"name": "zed"}, active=False)
print(v, u["age"])
w = {**u, "name": "copy", "extra": 2.5}
print(w, w["age"] * 2)
x = u | {"age": 99, "k": None}
print(x)
u |= {"age": 32}
print(u)
defaults = {"host": "localhost", "port": 80}
def connect(**options):
    config = {**defaults, **options}
    print(config, config["port"])
connect()
connect(port=8080)
connect(host="x", port=1)
rows = [dict(id=i, label=f"r{i}", score=i * 1.5) for i in range(3)]
for row in rows:
    print(row["id"], row["label"], row["score"] + 1)
best = max(rows, key=lambda r: r["score"])
print(best["label"].upper(), min(r["id"] for r in rows))
total = sum(r["score"] for r in rows)
print(f"{total:.2f}")
grouped = {}
for row in rows:
    grouped.setdefault(row["id"] % 2, []).append(row)
for k in sorted(grouped):
    print(k, [r["label"] for r in grouped[k]])
inv = {"apple": {"qty": 5, "price": 0.5, "tags": ["fruit"]}, "hammer": {"qty": 1, "price": 9.99, "tags": []}}
for name, info in inv.items():
    print(f"{name:<8}{info['qty']:>4}{info['price']:>8.2f} {'/'.join(info['tags']) or '-'}")
inv["apple"]["qty"] -= 2
inv["nail"] = {"qty": 100, "price": 0.01, "tags": ["metal", "small"]}
print(sum(i["qty"] * i["price"] for i in inv.values()))
low = [n for n, i in inv.items() if i["qty"] < 5]
print(low)
state = {"count": 0, "log": [], "last": None}
def step(s, what):
    s["count"] += 1
    s["log"].append(what)
    s["last"] = what
    return s
for what in ("a", "b"):
    step(state, what)
print(state, state["last"].upper() if state["last"] else "none")
mixed = {"a": 1, "b": "two", "c": [3, 4], "d": {"e": 5}}
for k, val in mixed.items():
    if isinstance(val, int):
        print(k, "int", val + 1)
    elif isinstance(val, str):
        print(k, "str", val.upper())
    elif isinstance(val, list):
        print(k, "list", sum(val))
    else:
        print(k, "dict", sorted(val.items()))
print(mixed["c"][0] + mixed["d"]["e"], len(mixed["b"]))
key = "a"
print(mixed[key], mixed.get(key), mixed.pop("b"), mixed.get("zz", "?"))
for field in ("name", "age"):
    print(field, u[field])
print(type(mixed["a"]).__name__)
t = sum([1, 2.5, True])
print(t)
