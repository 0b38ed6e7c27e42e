import asyncio


async def load(path):
    await asyncio.sleep(0)
    if not path.endswith(".cfg"):
        raise SystemExit(f"cannot read {path}")
    print("loaded", path)


async def main():
    try:
        for path in ("a.cfg", "b.cfg", "c.txt", "d.cfg"):
            await load(path)
    except Exception as e:
        print("not reached, SystemExit is no Exception", e)
    finally:
        print("closing")


asyncio.run(main())
print("not reached")
