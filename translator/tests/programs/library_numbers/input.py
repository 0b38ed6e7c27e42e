import bisect
import heapq
import math
import random
import string
import sys
import time


def main():
    print(math.floor(7), math.ceil(2.1), math.trunc(-3.7), math.gcd(12, 18, 27), math.lcm(4, 6, 10), math.gcd(5))
    print(math.fsum([0.1] * 10), math.prod([2, 3, 4]), math.prod([1.5, 2.0]), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1, rel_tol=0.2))
    print(math.fmod(-7, 3), math.copysign(1, -2.0), math.hypot(3, 4), math.hypot(1, 2, 2), math.dist((0, 0), (3, 4)))
    print(math.frexp(8.0), math.modf(2.5), math.ldexp(0.5, 4), math.perm(5), math.perm(5, 2), math.comb(6, 2), math.fabs(-2))
    print((255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "little"), (10).bit_length(), (7).bit_count())
    print((0.5).as_integer_ratio(), (1.5).hex(), (2.0).is_integer())
    grades = [60, 70, 80, 90]
    print(bisect.bisect(grades, 75), bisect.bisect_left(grades, 70), bisect.bisect_right(grades, 70))
    bisect.insort(grades, 65)
    print(grades)
    heap = [5, 3, 8, 1]
    heapq.heapify(heap)
    heapq.heappush(heap, 0)
    print(heapq.heappop(heap), heapq.heappop(heap), heap, heapq.heappushpop(heap, 2), heapq.heapreplace(heap, 9), heap)
    print(heapq.nlargest(2, [4, 9, 1]), heapq.nsmallest(2, ["bbb", "a", "cc"], key=len), list(heapq.merge([1, 4], [2, 3])))
    jobs = []
    heapq.heappush(jobs, (2, "b"))
    heapq.heappush(jobs, (1, "a"))
    while jobs:
        print(heapq.heappop(jobs))
    random.seed(42)
    print(random.random(), random.randint(1, 6), random.choice("abc"), random.choice([1, 2, 3]), random.uniform(1, 2))
    cards = list(range(10))
    random.shuffle(cards)
    print(cards, random.sample(range(100), 3), random.choices(["x", "y"], weights=[1, 3], k=5), random.randrange(10), random.gauss(0, 1))
    rng = random.Random(7)
    print(rng.random(), rng.randint(1, 100), rng.choice(["a", "b", "c"]), rng.sample([1, 2, 3, 4], 2), rng.getrandbits(8))
    print(string.ascii_lowercase, string.digits, len(string.punctuation), repr(string.whitespace))
    print(sys.maxsize, time.perf_counter_ns() > 0, b"a,b".split(b","), b"-".join([b"x", b"y"]), list(b"ab"), bytes([65, 66]), b"ab".upper().hex())
    print("a\tb".expandtabs(4), "x-y".startswith("y", 2), "a\nb\n".splitlines(True), "abcabc".rfind("c", 0, 5), "naïve".isprintable())
    print(random.random() < 1)


main()
sys.exit(3)
