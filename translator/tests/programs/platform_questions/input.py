import asyncio
import os
import platform
import sys
from sys import version_info

try:
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    FAST = True
except ImportError:
    FAST = False

try:
    from asyncio import TaskGroup
except ImportError:
    TaskGroup = None

if sys.platform == "win32":
    asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
elif sys.platform.startswith("darwin"):
    import resource_limits_of_mac

if os.name == "nt" or platform.system() in ["Windows", "Darwin"]:
    clear = "cls"
else:
    clear = "clear"


async def double(n):
    await asyncio.sleep(0.01 * n)
    return n * 2


async def by_group():
    async with TaskGroup() as group:
        tasks = [group.create_task(double(n)) for n in range(3)]
    return [task.result() for task in tasks]


async def by_gather():
    return list(await asyncio.gather(*(double(n) for n in range(3))))


async def main():
    if version_info >= (3, 11) and hasattr(asyncio, "TaskGroup"):
        print("group", await by_group())
    else:
        print("gather", await by_gather())
    if hasattr(asyncio, "eager_task_factory"):
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    print("fast" if FAST else "usual", clear)
    print(sys.platform, os.name, platform.system(), version_info[:2] == (3, 11), sys.version_info.major)
    print("new" if sys.version_info[1] > 11 else "old", "posix" if os.name != "nt" else "other")
    if not sys.version_info < (3, 7):
        print("it has asyncio.run")


if __name__ == "__main__":
    asyncio.run(main())
