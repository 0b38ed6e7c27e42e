"""A little binary protocol: frames with a header, readings and a checksum, sent over a queue."""

import asyncio
import struct
import zlib
from struct import Struct, calcsize

HEADER = "<4sBBH"
READING = struct.Struct("<Hf?")
TAIL = "!I"
MAGIC = b"SNSR"


class FrameError(Exception):
    pass


class Codec:
    point = Struct(">hh")

    def __init__(self, version):
        self.version = version
        self.counter = struct.Struct("<Q")

    def encode(self, kind, readings):
        body = b"".join(READING.pack(sensor, value, alarm) for sensor, value, alarm in readings)
        head = struct.pack(HEADER, MAGIC, self.version, kind, len(readings))
        return head + body + struct.pack(TAIL, zlib.crc32(head + body))

    def decode(self, frame):
        size = calcsize(HEADER)
        try:
            magic, version, kind, count = struct.unpack(HEADER, frame[:size])
        except struct.error as error:
            raise FrameError(f"short frame: {error}") from error
        if magic != MAGIC or version != self.version:
            raise FrameError(f"bad header {magic!r} {version}")
        (crc,) = struct.unpack_from(TAIL, frame, len(frame) - 4)
        if crc != zlib.crc32(frame[:-4]):
            raise FrameError("bad checksum")
        readings = []
        for sensor, value, alarm in READING.iter_unpack(frame[size:-4]):
            readings.append((sensor, round(value, 3), alarm))
        return kind, readings


async def sender(queue, codec):
    await queue.put(codec.encode(1, [(7, 21.5, False), (9, -3.25, True)]))
    await queue.put(codec.encode(2, []))
    await queue.put(b"SNSR\x01")
    await queue.put(codec.encode(1, [(7, 0.1, False)])[:-1] + b"\0")
    await queue.put(None)


async def main():
    queue, codec = asyncio.Queue(), Codec(3)
    task = asyncio.create_task(sender(queue, codec))
    while (frame := await queue.get()) is not None:
        print(len(frame), frame.hex())
        try:
            kind, readings = codec.decode(frame)
            print("  kind", kind, readings)
        except FrameError as error:
            print("  refused:", error)
    await task
    print(READING.size, READING.format, calcsize("@bq"), calcsize("=bq"), Codec.point.unpack(b"\x00\x01\xff\xfe"))
    values = [1, 2, 3]
    packed = struct.pack("<3H", *values)
    print(packed, struct.unpack("<3H", packed), sum(struct.unpack("<3H", packed)))
    numbers = struct.unpack("<16B", bytes(range(16)))
    print(len(numbers), numbers[3], max(numbers), numbers[:3])
    for form, value in [("B", 256), ("<h", -40000), (">I", -1), ("!H", 65536)]:
        try:
            print(struct.pack(form, value))
        except struct.error as error:
            print(form, "->", error, type(error).__name__)
    try:
        struct.pack("<i", "text")
    except Exception as error:
        print(repr(error))
    try:
        READING.unpack(b"abc")
    except struct.error as error:
        print(error)
    print([row for row in struct.iter_unpack("<bB", b"\xff\xff\x01\x80")], codec.counter.unpack(b"\x05" + b"\0" * 7)[0])
    print(dict(zip(["x", "y"], struct.unpack(">2i", struct.pack(">2i", -5, 70000)))))


asyncio.run(main())
