import asyncio
import sys


async def check(name, healthy):
    await asyncio.sleep(0.01)
    print(f"{name}: {'ok' if healthy else 'FAILED'}")
    return healthy


async def main():
    checks = {"disk": True, "memory": True, "network": False, "clock": False}
    results = await asyncio.gather(*(check(n, h) for n, h in checks.items()))
    failures = results.count(False)
    print(failures, "checks failed")
    return failures


if __name__ == "__main__":
    code = asyncio.run(main())
    try:
        sys.exit(code + 1)
    except SystemExit as e:
        print("SystemExit", e.code)
        raise
    finally:
        print("bye")
