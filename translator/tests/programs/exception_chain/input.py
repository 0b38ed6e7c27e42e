import asyncio


class RepositoryError(Exception):
    pass


class ServiceError(Exception):
    def __init__(self, message, *, code=500):
        super().__init__(message)
        self.code = code


async def query(sql):
    await asyncio.sleep(0)
    if "user" not in sql:
        raise RepositoryError("table not found", sql)
    return [("ann", 31), ("bob", 27)]


async def find_user(name):
    try:
        for row in await query("select * from user"):
            if row[0] == name:
                return row
        raise LookupError(name)
    except LookupError as e:
        raise ServiceError("unknown user", code=404) from e


async def find_order(number):
    try:
        return await query(f"select {number}")
    except RepositoryError as e:
        e.add_note("while looking for an order")
        try:
            raise ServiceError("cannot find order")
        finally:
            print("notes:", e.__notes__)


def describe(exc, depth=0):
    print("  " * depth + f"{type(exc).__name__}{exc.args}", getattr(exc, "code", ""))
    if exc.__cause__:
        print("  " * depth + "caused by")
        describe(exc.__cause__, depth + 1)
    elif exc.__context__ and not exc.__suppress_context__:
        print("  " * depth + "while handling")
        describe(exc.__context__, depth + 1)


async def main():
    print(await find_user("bob"))
    for coro in (find_user("zoe"), find_order(7)):
        try:
            await coro
        except ServiceError as e:
            describe(e)
    try:
        try:
            await find_order(8)
        except ServiceError:
            raise ValueError("hidden") from None
    except ValueError as e:
        describe(e)


asyncio.run(main())
