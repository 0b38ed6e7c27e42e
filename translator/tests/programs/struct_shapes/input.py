import asyncio
import struct as st
from struct import pack, unpack, error as StructError

FMT: str = "<I"
PAIR = "<hh"


def rows(data):
    return [unpack("<H", data[i : i + 2])[0] for i in range(0, len(data), 2)]


def build(n, *more):
    return pack(f"<{n}sB{len(more)}H", b"abcdef", n, *more)


def swap(pair):
    a, b = pair
    return b, a


def totals(blob):
    total = 0
    for a, b in st.iter_unpack(PAIR, blob):
        total += a * b
    return total


class Packet:
    layout = st.Struct("!BxH2sd")

    def __init__(self, kind, length, tag, value):
        self.kind, self.length, self.tag, self.value = kind, length, tag, value

    @classmethod
    def parse(cls, data):
        return cls(*cls.layout.unpack(data))

    def dump(self):
        return self.layout.pack(self.kind, self.length, self.tag, self.value)


async def main():
    print(rows(b"\x01\x00\x02\x00\xff\xff"))
    print(build(3, 1, 2, 3), build(8))
    print(swap(unpack(PAIR, b"\x01\x00\x02\x00")))
    first, *rest = unpack(">4B", b"\x01\x02\x03\x04")
    print(first, rest)
    read = lambda data: unpack(PAIR, data)
    print(read(b"abcd"), totals(b"\x02\x00\x03\x00\xff\xff\x05\x00"))
    packet = Packet(1, 512, b"zz", 2.5)
    data = packet.dump()
    print(data.hex(), Packet.layout.size)
    again = Packet.parse(data)
    print(again.kind, again.length, again.tag, again.value)
    print(pack("???", "", [], None), pack("<d?", 3, 2 > 1), pack("<2B", *(5, 6)))
    for bad in (b"", b"abc"):
        try:
            print(unpack(PAIR, bad))
        except StructError as problem:
            print("bad:", problem)
        finally:
            print("done", len(bad))
    try:
        pack("<2H", 1)
    except (ValueError, st.error) as problem:
        print(problem)
    try:
        pack("<Hz", 1)
    except st.error as problem:
        print(problem)
    print(unpack("<3s0sc", b"abcd"), unpack("<f", pack("<f", 0.1)), st.calcsize("<%ds" % 5))
    points = {name: unpack("<bb", data) for name, data in [("a", b"\x01\xff"), ("b", b"\x80\x7f")]}
    print(points, points["a"] == (1, -1), sorted(points.values()))
    x = unpack("<i", b"\x01\x00\x00\x00") + unpack("<i", b"\x02\x00\x00\x00")
    print(x, unpack("<q", pack("<Q", 7))[0] << 3)
    await asyncio.sleep(0)


asyncio.run(main())
