import asyncio

STUDENTS = [
    ("Mia", 19, 1.7),
    ("Jon", 22, 2.3),
    ("Ada", 19, 1.3),
    ("Ben", 21, 1.7),
    ("Eva", 22, 1.3),
    ("Kai", 19, 1.7),
]


async def load():
    await asyncio.sleep(0.001)
    return list(STUDENTS)


async def main():
    students = await load()
    by_grade = sorted(students, key=lambda s: s[2])
    print([s[0] for s in by_grade])
    # grade first, older first, then by name
    ranked = sorted(students, key=lambda s: (s[2], -s[1], s[0]))
    rank = 0
    last = None
    for position, (name, age, grade) in enumerate(ranked, 1):
        if (grade, age) != last:
            rank = position
            last = (grade, age)
        print(f"{rank}. {name:<4} {age} {grade:.1f}")
    # sorting is stable: two passes are one with two keys
    students.sort(key=lambda s: s[0], reverse=True)
    students.sort(key=lambda s: s[1])
    print([f"{n}{a}" for n, a, _ in students])
    students.sort(key=lambda s: s[1], reverse=True)
    print([f"{n}{a}" for n, a, _ in students])
    print(min(students, key=lambda s: s[2])[0], max(students, key=lambda s: s[2])[0], max(students)[0], min(s[1] for s in students))
    names = ["bob", "Alice", "carol", "Dave"]
    print(sorted(names), sorted(names, key=str.lower), sorted(names, key=len), sorted(names, reverse=True))
    print(sorted([(2, "b"), (1, "z"), (2, "a")]), sorted({"b": 1, "a": 2}), sorted([3, -1, 2.5, True]), sorted("hello world"))
    print(sorted([[2, 1], [1, 5], [1]], key=sum), max([], default="nobody"), max("a", "ccc", "bb", key=len), min(4, 2, 8))
    try:
        sorted([1, "a"])
    except TypeError as e:
        print("cannot sort:", e)


asyncio.run(main())
