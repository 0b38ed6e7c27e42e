import asyncio
import sys


class Progress:
    def __init__(self, total, width=20):
        self.total = total
        self.width = width
        self.done = 0

    def advance(self, n=1):
        self.done += n

    def bar(self):
        filled = self.width * self.done // self.total
        return "[" + "#" * filled + "-" * (self.width - filled) + f"] {100 * self.done / self.total:5.1f}%"


async def copy_files(files, progress):
    copied = []
    for name, size in files:
        for _ in range(size):
            await asyncio.sleep(0)
            progress.advance()
        copied.append(name)
        sys.stdout.write(f"{progress.bar()} {name}\n")
    return copied


async def spinner(msg):
    turns = 0
    for char in "|/-\\" * 1000:
        status = char + " " + msg
        turns += 1
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            break
    print(status[2:], "spun more than 5 times:", turns > 5)


async def slow_answer():
    await asyncio.sleep(0.15)
    return 42


async def supervisor():
    spin = asyncio.create_task(spinner("thinking!"))
    result = await slow_answer()
    spin.cancel()
    await spin
    print("cancelled?", spin.cancelled())
    return result


async def main():
    progress = Progress(16)
    print(progress.bar())
    copied = await copy_files([("a.txt", 1), ("b.bin", 7), ("c.iso", 8)], progress)
    print(copied)
    print("Answer:", await supervisor())


asyncio.run(main())
