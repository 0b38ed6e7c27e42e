# No event loop here: coroutines are just objects with send, throw and close.
import types


@types.coroutine
def ask(question):
    answer = yield question
    return answer


async def interview():
    name = await ask("name?")
    age = await ask(f"how old is {name}?")
    if not age.isdigit():
        age = await ask("a number please:")
    return name, int(age)


def run(coro, answers):
    answers = iter(answers)
    to_send = None
    while True:
        try:
            question = coro.send(to_send)
        except StopIteration as stop:
            return stop.value
        to_send = next(answers)
        print(question, to_send)


async def add(a, b):
    return a + b


print(run(interview(), ["Bob", "33"]))
print(run(interview(), ["Eve", "old", "88"]))

c = add(2, 3)
try:
    c.send(None)
except StopIteration as e:
    print("value:", e.value)
try:
    c.send(None)
except RuntimeError as e:
    print("RuntimeError:", e)

c = interview()
print(c.send(None))
try:
    c.throw(KeyError("lost"))
except KeyError as e:
    print("thrown through:", e)

c = interview()
c.send(None)
c.close()
print("closed")

c = add("a", "b")
try:
    c.send("early")
except TypeError as e:
    print("TypeError:", e)
c.close()
