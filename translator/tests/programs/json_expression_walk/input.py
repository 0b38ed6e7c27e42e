import asyncio
import json

PROGRAM = """
{"let": {"x": 4, "y": {"op": "+", "args": [1, {"var": "x"}]}},
 "in": [{"op": "*", "args": [{"var": "x"}, {"var": "y"}, 0.5]},
        {"if": {"op": "<", "args": [{"var": "y"}, 3]}, "then": "small", "else": {"text": ["y is ", {"var": "y"}]}},
        {"op": "max", "args": []},
        {"var": "z"}, null, true, {"huh": 1}]}
"""


class EvalError(Exception):
    pass


async def evaluate(node, env):
    match node:
        case bool() | None:
            return node
        case int() | float() | str():
            return node
        case {"var": name} if name in env:
            return env[name]
        case {"var": name}:
            raise EvalError(f"unbound {name}")
        case {"let": dict(bindings), "in": body}:
            inner = dict(env)
            for name, value in bindings.items():
                inner[name] = await evaluate(value, inner)
            return await evaluate(body, inner)
        case {"op": "+" | "*" as op, "args": [first, *rest]}:
            total = await evaluate(first, env)
            for arg in rest:
                value = await evaluate(arg, env)
                total = total + value if op == "+" else total * value
            return total
        case {"op": "<", "args": [a, b]}:
            return await evaluate(a, env) < await evaluate(b, env)
        case {"op": op, "args": args}:
            raise EvalError(f"cannot {op} {len(args)} values")
        case {"if": cond, "then": yes, "else": no}:
            return await evaluate(yes if await evaluate(cond, env) else no, env)
        case {"text": [*parts]}:
            return "".join([str(await evaluate(p, env)) for p in parts])
        case [*items]:
            out = []
            for item in items:
                try:
                    out.append(await evaluate(item, env))
                except EvalError as e:
                    out.append(f"<{e}>")
            return out
        case {**other}:
            raise EvalError(f"keys {sorted(other)}")


async def main():
    program = json.loads(PROGRAM)
    result = await evaluate(program, {})
    print(result)
    print(json.dumps(result))
    try:
        await evaluate({"op": "+", "args": []}, {})
    except EvalError as e:
        print("error:", e)
    print(await asyncio.gather(*(evaluate({"op": "*", "args": [n] * n}, {}) for n in (1, 5, 17, 20))))


asyncio.run(main())
