import asyncio
import json
async def handle(request):
    data = json.loads(request)
    action = data.get("action", "none")
    if action == "add":
        return json.dumps({"ok": True, "result": data["a"] + data["b"]})
    if action == "echo":
        return json.dumps({"ok": True, "result": data["text"].upper(), "n": len(data["text"])})
    return json.dumps({"ok": False, "error": f"unknown action {action!r}"})
async def producer(q):
    for i in range(4):
        await q.put({"id": i, "kind": "even" if i % 2 == 0 else "odd", "payload": [i] * i})
        await asyncio.sleep(0.01)
    await q.put(None)
async def consumer(q, stats):
    while True:
        msg = await q.get()
        if msg is None:
            break
        stats["seen"] += 1
        stats["by_kind"][msg["kind"]] = stats["by_kind"].get(msg["kind"], 0) + len(msg["payload"])
        stats["last"] = msg
async def main():
    for r in ['{"action": "add", "a": 1, "b": 2.5}', '{"action": "echo", "text": "hey"}', '{"x": 1}', '{bad']:
        try:
            print(await handle(r))
        except json.JSONDecodeError as e:
            print("bad json:", e.msg, e.pos)
    q = asyncio.Queue()
    stats = {"seen": 0, "by_kind": {}, "last": None}
    await asyncio.gather(producer(q), consumer(q, stats))
    print(stats)
    print(stats["last"]["id"], stats["by_kind"]["odd"])
    results = await asyncio.gather(*(fetch(u) for u in ["a", "bb"]))
    for r in results:
        print(r["url"], r["status"], r["body"]["size"])
    print(sum(r["body"]["size"] for r in results))
    errors = [r for r in results if r["status"] != 200]
    print(errors)
async def fetch(url):
    await asyncio.sleep(0.01 * len(url))
    return {"url": url, "status": 200 if len(url) > 1 else 404, "body": {"size": len(url) * 10, "type": "text"}}
asyncio.run(main())
