import asyncio


def early(n):
    print(f"early({n})", end=": ")
    try:
        if n == 0:
            return "from try"
        if n == 1:
            raise ValueError("one")
        print("body", end=" ")
    except ValueError as e:
        return f"from except {e}"
    else:
        return "from else"
    finally:
        print("finally", end=" ")


def override(n):
    try:
        if n:
            raise KeyError(n)
        return "try"
    finally:
        return "finally wins"


def loop():
    out = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(f"body{i}")
        finally:
            out.append(f"fin{i}")
    else:
        out.append("no break")
    return out


def nested():
    log = []
    try:
        try:
            log.append("inner")
            1 / 0
        except KeyError:
            log.append("wrong")
        finally:
            log.append("inner finally")
    except ZeroDivisionError as e:
        log.append(str(e))
        try:
            raise RuntimeError("second")
        except RuntimeError as e2:
            log.append(str(e2))
        log.append("still handling")
    finally:
        log.append("outer finally")
    return log


async def cleanup(name, fail):
    try:
        await asyncio.sleep(0)
        if fail:
            raise OSError(name + " broke")
        return name
    finally:
        await asyncio.sleep(0)
        print("cleanup", name)


async def main():
    for n in range(3):
        print(early(n))
    print(override(0), override(5))
    print(loop())
    print(nested())
    print(await asyncio.gather(cleanup("a", False), cleanup("b", True), return_exceptions=True))


asyncio.run(main())
