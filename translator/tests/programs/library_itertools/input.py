import itertools
import operator
from functools import reduce
from itertools import accumulate, chain, combinations, count, cycle, groupby, islice, permutations, product, repeat


def is_small(n):
    return n < 3


def main():
    print(list(islice(count(5), 3)), list(islice(count(1, 3), 2, 6, 2)), list(islice(cycle("ab"), 5)))
    print(list(repeat("x", 3)), list(chain([1, 2], (3,), range(4, 6))), list(chain.from_iterable([[1], [2, 3]])))
    print(list(chain(*[[1, 2], [3]])), list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 2], max)))
    print(list(accumulate([1, 2, 3], lambda a, b: a * b)), list(accumulate([1, 2], initial=10)))
    print(list(combinations("abc", 2)), list(permutations([1, 2, 3], 2)), len(list(permutations(range(4)))))
    print(list(product([1, 2], "ab")), list(product([0, 1], repeat=2)))
    print(list(itertools.takewhile(is_small, [1, 2, 3, 1])), list(itertools.dropwhile(lambda n: n < 3, [1, 2, 3, 1])))
    print(list(itertools.filterfalse(is_small, range(6))), list(itertools.compress("abcd", [1, 0, 1, 0])))
    print(list(itertools.pairwise([1, 4, 9])), list(itertools.zip_longest([1, 2, 3], "ab", fillvalue="-")))
    print(list(itertools.zip_longest([1, 2], [3])))
    for key, group in groupby(["ant", "ape", "bee", "cat", "cow"], key=lambda word: word[0]):
        print(key, list(group))
    for number, equal in groupby([1, 1, 2, 2, 2, 1]):
        print(number, len(list(equal)))
    print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a + [b], [1, 2], []))
    print(list(map(str.upper, ["a", "b"])), list(map(lambda a, b: a + b, [1, 2], [10, 20])), list(filter(str.isdigit, "a1b2")))
    print(list(zip(*[[1, 2], [3, 4]])), max(*[3, 9, 4]), min(*(5, 2)))
    print(sorted(["b", "A", "c"], key=str.lower), list(map(len, ["a", "bb"])), list(map(int, "123")))
    n = 3
    lazy = map(lambda x: x * n, [1, 2, 3])
    print(next(lazy), list(lazy))
    held = [islice(count(n), 2), islice(count(0), 1)]
    print([list(one) for one in held])
    print(pow(3, 4, 5), pow(2, -1, 7), ascii("hé"), callable(print), callable(3))


main()
