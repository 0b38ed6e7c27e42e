import sys, asyncio

class ConfigError(Exception):
    """Bad configuration."""
    exit_code = 3
    def __init__(self, key, *, hint=None):
        super().__init__(key)
        self.key = key
        self.hint = hint
    def __str__(self):
        text = f"bad key {self.key!r}"
        return f"{text} (hint: {self.hint})" if self.hint else text

class MissingKey(ConfigError, KeyError):
    exit_code = 4

def load(cfg, key):
    try:
        return cfg[key]
    except KeyError as e:
        raise MissingKey(key, hint="set it") from e

async def main(argv):
    cfg = {"a": 1}
    print(load(cfg, "a"))
    try:
        load(cfg, "b")
    except KeyError as e:
        print(type(e).__name__, e, e.hint, e.exit_code, type(e.__cause__).__name__)
    try:
        await asyncio.wait_for(asyncio.sleep(1), 0.01)
    except (asyncio.TimeoutError, OSError) as e:
        print("timeout", type(e).__name__, str(e) == "")
    t = asyncio.create_task(asyncio.sleep(5))
    await asyncio.sleep(0)
    t.cancel("bored")
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args)
    try:
        raise ConfigError("z")
    except ConfigError as e:
        code = e.exit_code
        print(e, ConfigError.__doc__)
    return code

if __name__ == "__main__":
    code = asyncio.run(main(sys.argv[1:]))
    print("exiting", code)
    sys.exit(code)
