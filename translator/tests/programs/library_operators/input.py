from collections import Counter, OrderedDict, deque


def main():
    one, other = Counter("aab"), Counter("abc")
    print(one + other, one - other, one & other, one | other)
    print(sum([one, other], Counter()))
    print(deque([1]) + deque([2]), list(reversed(OrderedDict(a=1, b=2))))
    print(sorted(frozenset([1, 2]) | frozenset([3])), ",".join([]))
    stock = {"a": 1}
    print(("a", 1) in stock.items(), ("a", 2) in stock.items(), 1 in stock.values(), "a" in stock.keys())
    print(OrderedDict(a=1) == OrderedDict(a=1))


main()
