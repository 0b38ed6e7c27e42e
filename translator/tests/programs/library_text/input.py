import sys
import asyncio


def main():
    table = str.maketrans("abc", "xyz", "d")
    print("aabbccdd".translate(table), "naïve".translate({ord("ï"): "i"}))
    print("hello".translate(str.maketrans("l", "L")))
    sys.stdout.write("out\n")
    sys.stdout.flush()
    rows = [{1, 2}, {3}]
    print(sorted({9}.union(*rows)))
    queue = asyncio.Queue(maxsize=2)
    queue.put_nowait(1)
    print(queue.empty(), b"xyz".find(b"z"), sys.maxsize)


main()
