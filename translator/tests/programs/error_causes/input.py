import asyncio


class ConfigError(Exception):
    pass


def read(settings, key):
    try:
        return int(settings[key])
    except KeyError as e:
        raise ConfigError(f"{key} is missing") from e
    except ValueError:
        raise ConfigError(f"{key} is no number") from None


def careless(settings):
    try:
        return settings["x"]
    except KeyError:
        return settings["y"]


def chain(exc):
    names = []
    while exc is not None:
        names.append(f"{type(exc).__name__}({exc})")
        exc = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    return " <- ".join(names)


async def relay(level):
    try:
        if level == 0:
            raise TimeoutError("deep down")
        await relay(level - 1)
    except TimeoutError as e:
        print("level", level, e)
        if level == 2:
            raise RuntimeError("gave up") from e
        raise


def swap():
    try:
        raise ValueError("first")
    except ValueError:
        raise TypeError("second")


async def main():
    settings = {"port": "80", "size": "big"}
    for key in ("port", "size", "host"):
        try:
            print(read(settings, key))
        except ConfigError as e:
            print(chain(e), "| cause:", repr(e.__cause__), "| context:", type(e.__context__).__name__)
    for f in (lambda: careless({}), swap):
        try:
            f()
        except Exception as e:
            print(chain(e), e.__cause__)
    try:
        await relay(3)
    except RuntimeError as e:
        print(chain(e))
    error = ValueError("kept")
    try:
        raise error
    except ValueError as e:
        saved = e
    print(saved is error, saved.args, saved.__cause__, saved.__context__)
    try:
        print(e)
    except NameError as ne:
        print(type(ne).__name__, ne)


asyncio.run(main())
