import asyncio


def adler32(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def xor(data, key):
    return bytes(c ^ key[i % len(key)] for i, c in enumerate(data))


def dump(data, width=8):
    for offset in range(0, len(data), width):
        chunk = data[offset:offset + width]
        hexes = " ".join(f"{b:02x}" for b in chunk)
        plain = "".join(chr(b) if 32 <= b < 127 else "." for b in chunk)
        print(f"{offset:04x}  {hexes:<{width * 3 - 1}}  {plain}")


async def send(packet, wire):
    wire += len(packet).to_bytes(2, "big") + packet
    await asyncio.sleep(0)


async def main():
    message = "naïve café\n".encode("utf-8")
    print(message, len(message), message.decode())
    dump(message + bytes(range(3)) + b"\xff\\'")
    print(hex(adler32(b"Wikipedia")), adler32(b""), adler32(bytes(1000)))
    secret = xor(message, b"k3y")
    print(secret.hex(), xor(secret, b"k3y") == message)
    wire = bytearray()
    for packet in (b"one", b"", b"\x00" * 3):
        await send(packet, wire)
    print(wire, bytes(wire))
    sizes = []
    while wire:
        size = int.from_bytes(wire[:2], "big")
        sizes.append(bytes(wire[2:2 + size]))
        del wire[:2 + size]
    print(sizes)
    print(b"a,b;c".split(b","), b"-".join([b"x", b"y"]), b"abc".upper(), b"abc"[1], b"abc"[1:2], b"abc".find(b"c"), 98 in b"abc")
    print(list(b"hi"), bytes([104, 105]), bytes(3), bytes.fromhex("de ad"), b"a" < b"b", b"a" + b"b" * 2, b"'", b'"\'')
    buf = bytearray(b"hello")
    buf[0] = 72
    buf.extend(b" you")
    buf.append(33)
    print(buf, buf.decode(), len(buf), buf == b"Hello you!", (1024).to_bytes(4, "little"), int.from_bytes(b"\xff\xfe", "big", signed=True))
    for action in (lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: bytes([256]), lambda: (300).to_bytes(1, "big")):
        try:
            print(action())
        except (UnicodeError, ValueError, OverflowError) as e:
            print(type(e).__name__, e)
    print(b"\xffok".decode("utf-8", "replace"), b"\xffok".decode(errors="ignore"), "é€".encode("ascii", "replace"), "é".encode("latin-1"))


asyncio.run(main())
