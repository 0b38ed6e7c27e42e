import asyncio


class Transaction:
    depth = 0

    def __init__(self, db, name):
        self.db = db
        self.name = name

    def __enter__(self):
        self.backup = dict(self.db)
        Transaction.depth += 1
        print("  " * Transaction.depth + "begin", self.name)
        return self.db

    def __exit__(self, exc_type, exc, tb):
        pad = "  " * Transaction.depth
        Transaction.depth -= 1
        if exc_type is None:
            print(pad + "commit", self.name)
            return False
        self.db.clear()
        self.db.update(self.backup)
        print(pad + "rollback", self.name, exc_type.__name__, exc)
        return issubclass(exc_type, LookupError)


class Indent:
    level = 0

    def __enter__(self):
        self.level += 1
        return self

    def __exit__(self, *details):
        self.level -= 1

    def say(self, text):
        print("    " * self.level + text)


def lookup(db, key):
    with Transaction(db, "lookup"):
        db["reads"] = db.get("reads", 0) + 1
        return db[key]


async def main():
    db = {"a": 1}
    with Transaction(db, "add") as t:
        t["b"] = 2
    print(db)
    with Transaction(db, "wrong key"):
        db["c"] = 3
        db["nope"]
        print("never")
    print(db)
    try:
        with Transaction(db, "outer") as outer, Transaction(db, "inner"):
            outer["d"] = 4
            await asyncio.sleep(0)
            db["d"] /= 0
    except ZeroDivisionError as e:
        print("caught", e, db)
    print(lookup(db, "b"), lookup(db, "zzz"), db)
    for key in "xy":
        with Transaction(db, key):
            if key == "x":
                continue
            break
    print(Transaction.depth)
    with Indent() as pen:
        pen.say("one")
        with pen:
            pen.say("two")
            with pen as same:
                same.say("three")
        pen.say("one again")
    pen.say("zero")


asyncio.run(main())
