"""One invoice, formatted in every way that Python has."""
ITEMS = [("pen", 3, 1.5), ("ink bottle", 1, 12.25), ("paper", 10, 0.1)]
CUSTOMER = {"name": "Ann Lee", "id": 42, "vip": True, "rate": 0.075}


def line(name, count, price):
    return "%-12s %3d x %7.2f = %8.2f" % (name, count, price, count * price)


def total(items):
    return sum(count * price for _, count, price in items)


print("Invoice for %(name)s (no. %(id)05d, vip=%(vip)s, %(rate).1f%%)" % CUSTOMER)
for item in ITEMS:
    print(line(*item))
print("%s|%r|%5s|%-5s|%x|%o|%e|%g|%c|%%" % ("a", "b", "c", "d", 255, 8, 12345.678, 0.0001, "z"))
print("%s and %s" % tuple(name for name, *_ in ITEMS[:2]), "%s" % [1, 2], "%s" % None, "%d%%" % 5)

template = "{name:>10} #{id:<4} {rate:.2%}"
print(template.format(**CUSTOMER), "|{:*^9}|{:+d}|{:,}".format("mid", 7, 1234567))
print("{} {} {}".format(*range(3)), "{0}{1}{0}".format("ab", "c"), "{a}-{b}".format(a=1, **{"b": 2}))
print("{name} owes {due:.2f}".format_map({"name": "Bob", "due": 3}), "{{}} {!r:>6}".format("x"))
width, precision = 12, 3
print(f"{total(ITEMS):{width}.{precision}f}|{total(ITEMS):<{width}.2f}|{'x':-^{width}}|")
print(f"{CUSTOMER['name']!r} {CUSTOMER['id']=} {1 + 1 = } {True:d} {3.0} {1e20} {1e-7:.3g}")
values = [0.1 + 0.2, 1 / 3, 2.5, 1e16, 123456789.123, -0.0, float("inf")]
print(values, [round(v, 2) for v in values[:3]], [f"{v:g}" for v in values])
table = str.maketrans({"a": "4", "e": "3", "l": None})
print("leap ale".translate(table), "a-b-c".replace("-", "+", 1), " x ".strip(), "a b  c".split(None, 1), "k=v=w".partition("="))
print("tab\tnew\\".encode(), "é".encode().hex(), b"caf\xc3\xa9".decode(), "%s" % b"x", ascii("é"), repr("it's"))
for bad, args in (("%d", "x"), ("%s %s", ("one",)), ("%(no)s", {"yes": 1}), ("%s", ("a", "b"))):
    try:
        print(bad % args)
    except (TypeError, KeyError) as exc:
        print(type(exc).__name__, exc)
for spec in ("d", ".2f", "x", ",", "e", "zz"):
    try:
        print(spec, format(255, spec))
    except ValueError as exc:
        print(spec, "ValueError:", exc)
