import asyncio
import math


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0:2] = [False, False]
    for i in range(2, int(limit ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = [False] * len(range(i * i, limit + 1, i))
    return [i for i, is_prime in enumerate(flags) if is_prime]


def is_prime(n):
    if n < 2:
        return False
    for d in range(2, math.isqrt(n) + 1):
        if n % d == 0:
            return False
    return True


def miller_rabin(n):
    if n % 2 == 0 or n < 3:
        return n == 2
    d, s = n - 1, 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if a >= n:
            continue
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


async def factorize(n):
    factors = {}
    p = 2
    while p * p <= n:
        while n % p == 0:
            factors[p] = factors.get(p, 0) + 1
            n //= p
        p += 1 if p == 2 else 2
        if p % 101 == 0:
            await asyncio.sleep(0)
    if n > 1:
        factors[n] = 1
    return " * ".join(f"{p}^{k}" if k > 1 else str(p) for p, k in factors.items()) or "1"


async def main():
    primes = sieve(60)
    print(primes, len(sieve(10000)), sum(sieve(1000)))
    print([n for n in range(-2, 30) if is_prime(n)], [p for p in primes if p + 2 in primes])
    for n in (1, 2, 360, 97, 1001, 2 ** 20, 600851475143):
        print(n, "=", await factorize(n))
    print([n for n in range(100) if miller_rabin(n) != is_prime(n)], miller_rabin(2 ** 61 - 1), miller_rabin(2 ** 89 - 1), miller_rabin(2 ** 67 - 1))
    for n in range(2, 50):
        for d in range(2, n):
            if n % d == 0:
                break
        else:
            print(n, end=" ")
    print()
    print([n for n in range(2, 500) if sum(d for d in range(1, n // 2 + 1) if n % d == 0) == n], math.gcd(84, 36), math.lcm(4, 6, 10))


asyncio.run(main())
