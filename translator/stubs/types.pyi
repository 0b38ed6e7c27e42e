class TracebackType:
    tb_lineno: int
    tb_next: TracebackType | None

def coroutine(function: A) -> A: ...
