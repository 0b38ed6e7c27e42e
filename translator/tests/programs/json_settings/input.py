import asyncio
import json

TEXT = '{"name": "caf\\u00e9", "size": [1, 2.5, -3e2, 1E3], "on": true, "off": null, "deep": {"a": {"b": []}}, "esc": "tab\\t \\"q\\" \\\\ \\/ \\ud83d\\ude00"}'


async def load(text):
    await asyncio.sleep(0)
    try:
        return json.loads(text)
    except json.JSONDecodeError as e:
        return f"{e.msg} at line {e.lineno} column {e.colno} (char {e.pos})"


async def main():
    data = await load(TEXT)
    print(data)
    print(data["name"], data["size"][2], type(data["size"][0]).__name__, type(data["size"][3]).__name__, data["esc"])
    print(json.dumps(data))
    print(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    print(json.dumps({"b": [1, {"c": ()}], "a": {}, "e": [], "n": [[], [1]]}, indent=2))
    print(json.dumps([1.0, 1e100, 0.1, -0.0, 10 ** 20, True, None, "é\n\x01/\u2028"]), json.dumps({1: "int", True: "bool", None: "none", 2.5: "float"}))
    print(json.dumps(float("inf")), json.dumps([float("nan")]), json.dumps("text"), json.dumps((1, (2,))), json.dumps({"x": 1}, indent=None))
    print(json.loads("[1, 2]") == [1, 2], json.loads(' "s" '), json.loads("-0"), json.loads("1e2"), json.loads("NaN"), json.loads("12345678901234567890123"))
    for bad in ("", "{", '{"a": 1,}', "[1, 2", "{'a': 1}", "nul", "[1] 2", '"open', '{"a" 1}', "01"):
        print(repr(bad), "->", await load(bad))
    try:
        json.dumps({"when": {1, 2}})
    except TypeError as e:
        print(e)
    print(json.dumps({"set": {3}}, default=list), json.dumps([{"id": n, "sq": n * n} for n in range(2)], sort_keys=True))
    copy = json.loads(json.dumps(data))
    copy["deep"]["a"]["b"].append(1)
    print(copy == data, data["deep"], json.loads('{"a": 1, "a": 2}'))


asyncio.run(main())
