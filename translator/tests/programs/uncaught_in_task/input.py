import asyncio


class ConfigError(Exception):
    pass


async def load_config(path):
    print("loading", path)
    await asyncio.sleep(0.01)
    if not path.endswith(".toml"):
        raise ConfigError(f"unknown format: {path}")
    return {"path": path}


async def main():
    task = asyncio.create_task(load_config("app.toml"))
    print(await task)
    try:
        second = asyncio.create_task(load_config("app.ini"))
        await asyncio.sleep(0.05)
        print("second done:", second.done())
        await second
        print("not printed")
    finally:
        print("main cleans up")


try:
    asyncio.run(main())
finally:
    print("program ends")
print("not printed either")
