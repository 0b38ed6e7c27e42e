from asyncio import Future

answer = Future()
print(f"done: {answer.done()}")
answer.set_result(42)
print(f"done: {answer.done()}, result: {answer.result()}")
try:
    answer.set_result(43)
except Exception as exc:
    print(type(exc).__name__, exc)
