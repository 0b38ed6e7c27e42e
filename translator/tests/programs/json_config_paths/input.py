import json
CONFIG = """
{
  "server": {"host": "localhost", "port": 8080, "debug": false, "timeouts": [1.5, 3, 10]},
  "users": [
    {"name": "ann", "roles": ["admin", "dev"], "quota": 10},
    {"name": "bob", "roles": [], "quota": null}
  ]
}
"""
def deep_get(d, path, default=None):
    cur = d
    for part in path.split("."):
        if isinstance(cur, dict) and part in cur:
            cur = cur[part]
        elif isinstance(cur, list) and part.isdigit() and int(part) < len(cur):
            cur = cur[int(part)]
        else:
            return default
    return cur

def flatten(obj, prefix=""):
    out = {}
    if isinstance(obj, dict):
        for k, v in obj.items():
            out.update(flatten(v, f"{prefix}{k}."))
    elif isinstance(obj, list):
        for i, v in enumerate(obj):
            out.update(flatten(v, f"{prefix}{i}."))
    else:
        out[prefix[:-1]] = obj
    return out

def merge(a, b):
    result = dict(a)
    for k, v in b.items():
        if k in result and isinstance(result[k], dict) and isinstance(v, dict):
            result[k] = merge(result[k], v)
        else:
            result[k] = v
    return result

cfg = json.loads(CONFIG)
print(deep_get(cfg, "server.port"), deep_get(cfg, "users.0.name"), deep_get(cfg, "x.y", "dflt"))
for k, v in flatten(cfg).items():
    print(f"{k} = {v!r}")
m = merge(cfg, {"server": {"port": 9090, "tls": True}})
print(json.dumps(m["server"], sort_keys=True))
print(cfg["server"]["port"] + 1, cfg["server"]["host"] + "!", sum(cfg["server"]["timeouts"]))
names = [u["name"] for u in cfg["users"] if u["roles"]]
print(names, len(cfg["users"]), cfg["users"][1]["quota"] is None)
by_quota = sorted(cfg["users"], key=lambda u: u["quota"] or 0)
print([u["name"] for u in by_quota])
port = int(cfg["server"]["port"])
print(port // 2, str(cfg["server"]["debug"]).lower())
def count(node):
    if isinstance(node, dict):
        return 1 + sum(count(v) for v in node.values())
    if isinstance(node, list):
        return 1 + sum(map(count, node))
    return 1
print(count(cfg))
def depth(node):
    if isinstance(node, (dict, list)):
        children = node.values() if isinstance(node, dict) else node
        return 1 + max([depth(c) for c in children], default=0)
    return 0
print(depth(cfg))
cfg["users"].append({"name": "cy", "roles": ["ops"], "quota": 2.5})
for user in cfg["users"]:
    user["quota"] = (user["quota"] or 0) * 2
    print(user["name"].title(), user["quota"], ",".join(user["roles"]))
del cfg["server"]["debug"]
print(list(cfg["server"]))
print(json.dumps(cfg, indent=1))
if cfg["server"]["port"] > 8000 and cfg["server"]["host"].startswith("local"):
    print("local")
try:
    cfg["nope"]
except KeyError as e:
    print("KeyError", e)
try:
    cfg["users"]["name"]
except TypeError as e:
    print(e)
