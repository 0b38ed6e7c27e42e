import asyncio

READ = 1 << 0
WRITE = 1 << 1
EXECUTE = 1 << 2
NAMES = {READ: "read", WRITE: "write", EXECUTE: "execute"}


def describe(mode):
    parts = [name for bit, name in NAMES.items() if mode & bit]
    return "+".join(parts) or "nothing"


def popcount(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


def reverse_bits(n, width=8):
    out = 0
    for _ in range(width):
        out = out << 1 | n & 1
        n >>= 1
    return out


class Permissions:
    def __init__(self):
        self.users = {}

    async def grant(self, user, *bits):
        await asyncio.sleep(0)
        mode = self.users.get(user, 0)
        for bit in bits:
            mode |= bit
        self.users[user] = mode

    async def revoke(self, user, bit):
        await asyncio.sleep(0)
        self.users[user] &= ~bit


async def main():
    perms = Permissions()
    await asyncio.gather(perms.grant("root", READ, WRITE, EXECUTE), perms.grant("guest", READ), perms.grant("nobody"))
    await perms.revoke("root", WRITE)
    for user, mode in perms.users.items():
        print(f"{user:<8}{mode:03b} {describe(mode)}")
    perms.users["guest"] ^= READ | WRITE
    print(describe(perms.users["guest"]))
    print(~0, ~5, -1 & 0xFF, -8 >> 1, -1 >> 10, 1 << 70, (1 << 70) >> 68)
    print(5 & 3, 5 | 3, 5 ^ 3, -5 & 3, -5 | 3, -5 ^ 3)
    print([popcount(n) for n in (0, 1, 7, 255, 2 ** 80 - 1)])
    print([f"{reverse_bits(n):08b}" for n in (1, 0b1101, 0xF0)])
    print((255).bit_length(), (256).bit_length(), (-1).bit_length(), (0).bit_length(), (0b1011).bit_count())
    print(hex(0xDEADBEEF ^ 0xFFFFFFFF), bin(-6), oct(493), f"{0xCAFE:#06x} {10:#b} {-255:x} {255:X}")
    swap_a, swap_b = 13, 42
    swap_a ^= swap_b
    swap_b ^= swap_a
    swap_a ^= swap_b
    print(swap_a, swap_b, True & False, True | 2, True ^ True, ~True)
    try:
        print(1 << -1)
    except ValueError as e:
        print("error:", e)


asyncio.run(main())
