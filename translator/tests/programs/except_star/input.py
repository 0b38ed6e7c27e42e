import asyncio


class NetworkError(Exception):
    pass


class Timeout(NetworkError):
    def __init__(self, host, after):
        super().__init__(f"{host} did not answer in {after}s")
        self.host = host


async def ping(host):
    await asyncio.sleep(0)
    if host.startswith("dead"):
        raise Timeout(host, 3)
    if host.endswith("!"):
        raise ValueError("bad host name: " + host)
    if host == "":
        raise NetworkError("no host")
    return host


async def ping_all(hosts):
    print(f"pinging {hosts}")
    try:
        async with asyncio.TaskGroup() as tg:
            tasks = [tg.create_task(ping(h)) for h in hosts]
    except* Timeout as eg:
        print("  timeouts:", sorted(e.host for e in eg.exceptions))
    except* NetworkError as eg:
        print("  network:", [str(e) for e in eg.exceptions])
    except* ValueError as eg:
        for e in eg.exceptions:
            print("  value:", e)
    else:
        print("  all fine:", [t.result() for t in tasks])
    finally:
        print("  finished")


async def main():
    await ping_all(["a", "b"])
    await ping_all(["dead1", "a", "dead2"])
    await ping_all(["x!", "dead3", ""])

    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(ping("dead4"))
            tg.create_task(ping("dead5"))
    except ExceptionGroup as group:
        print(group)
        print(type(group).__name__, len(group.exceptions), group.message)

    try:
        try:
            raise ExceptionGroup("mixed", [KeyError("k"), ExceptionGroup("deep", [TypeError("t"), OSError("o")])])
        except* TypeError as eg:
            print("took", repr(eg))
    except ExceptionGroup as rest:
        print("left", repr(rest))
        print(rest.split(OSError))

asyncio.run(main())
