import asyncio
import itertools
from itertools import chain, groupby, islice

SUITS = "SH"
RANKS = ["J", "Q", "K"]


def rle(text):
    return [(ch, len(list(run))) for ch, run in groupby(text)]


async def label(things):
    ids = itertools.count(100, 5)
    out = {}
    for thing in things:
        out[thing] = next(ids)
        await asyncio.sleep(0)
    return out


async def main():
    deck = [r + s for s, r in itertools.product(SUITS, RANKS)]
    print(deck)
    print(await label(deck[:3]))
    print(list(itertools.combinations("abcd", 2))[:4], len(list(itertools.combinations(range(6), 3))))
    print(["".join(p) for p in itertools.permutations("abc")])
    print(list(itertools.combinations_with_replacement([1, 2], 2)), list(itertools.permutations([1, 2, 3], 2))[-1])
    print(list(chain([1], (2, 3), "x")), list(chain.from_iterable([[1, 2], [], [3]])))
    print(list(islice(itertools.cycle("ab"), 5)), list(islice(range(20), 2, 12, 3)), list(itertools.repeat("z", 3)))
    print(list(itertools.accumulate([3, 1, 4, 1, 5])), list(itertools.accumulate([3, 1, 4, 1, 5], max)), list(itertools.accumulate([1, 2, 3], initial=10)))
    print(list(itertools.takewhile(lambda x: x < 4, [1, 3, 5, 2])), list(itertools.dropwhile(lambda x: x < 4, [1, 3, 5, 2])))
    print(rle("aaabccd"), rle(""))
    words = sorted(["apple", "avocado", "bean", "beet", "corn"], key=lambda w: w[0])
    for letter, group in groupby(words, key=lambda w: w[0]):
        print(letter, list(group), end=" ")
    print()
    print(list(itertools.zip_longest("abc", [1], fillvalue="-")), list(itertools.pairwise([1, 4, 9])))
    print(list(itertools.compress("abcdef", [1, 0, 1, 0, 1])), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.filterfalse(lambda n: n % 2, range(6))))
    first, second = itertools.tee(iter([1, 2, 3]))
    print(next(first), next(first), list(second), list(first))
    print(list(itertools.product([0, 1], repeat=2)), list(itertools.product("ab", [])), list(itertools.permutations([])))


asyncio.run(main())
