class TracebackType:
    tb_lineno: int
    tb_next: TracebackType | None
