import json
text = '{"users": [{"name": "ann", "age": 3, "tags": ["a", "b"], "ok": true}, {"name": "bob", "age": 4.5, "tags": [], "ok": null}], "n": 12}'
data = json.loads(text)
print(data["users"][0]["name"].upper())
for user in data["users"]:
    print(user["name"], user["age"], len(user["tags"]), user.get("x", "none"))
    for tag in user["tags"]:
        print("  ", tag)
print(data["n"] + 1, data["n"] * 2)
total = 0
for user in data["users"]:
    total += user["age"]
print(total)
print(json.dumps(data))
print(json.dumps(data, indent=2, sort_keys=True))
data["new"] = [1, 2, {"k": "v"}]
print(json.dumps(data["new"], separators=(",", ":")))
try:
    json.loads('{"a": }')
except json.JSONDecodeError as e:
    print(e, e.lineno, e.colno, e.pos, e.msg)
def walk(v, depth=0):
    if isinstance(v, dict):
        for k, x in v.items():
            print(" " * depth + k)
            walk(x, depth + 1)
    elif isinstance(v, list):
        for x in v:
            walk(x, depth + 1)
    else:
        print(" " * depth + repr(v))
walk(data)
if isinstance(data, dict):
    print(sorted(data))
print(data == json.loads(json.dumps(data)))
