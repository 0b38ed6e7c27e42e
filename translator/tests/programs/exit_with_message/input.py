import asyncio
import sys

SETTINGS = {"host": "localhost", "port": "80x80", "debug": "no"}


async def read_setting(name, kind):
    await asyncio.sleep(0)
    try:
        return kind(SETTINGS[name])
    except KeyError:
        print(f"{name}: not set")
        return None
    except ValueError as e:
        sys.exit(f"setting {name} is wrong: {e}")


def boolean(text):
    return {"yes": True, "no": False}[text]


async def main():
    print("host", await read_setting("host", str))
    print("user", await read_setting("user", str))
    print("debug", await read_setting("debug", boolean))
    print("port", await read_setting("port", int))
    print("not reached")


if __name__ == "__main__":
    asyncio.run(main())
