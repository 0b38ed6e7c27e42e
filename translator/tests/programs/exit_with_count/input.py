import asyncio
import sys


async def check(name, ok):
    await asyncio.sleep(0)
    print(f"{name:.<12}{'ok' if ok else 'FAILED'}")
    return ok


async def main():
    checks = {"disk": True, "memory": False, "network": True, "clock": False, "cpu": False}
    results = await asyncio.gather(*(check(n, ok) for n, ok in checks.items()))
    failures = results.count(False)
    try:
        sys.exit(failures)
    except SystemExit as e:
        print("exit wanted with", e.code, repr(e), isinstance(e, Exception))
    return failures


if __name__ == "__main__":
    code = asyncio.run(main())
    try:
        print("leaving")
        sys.exit(code)
    finally:
        print("last words")
