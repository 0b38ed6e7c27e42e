import asyncio

DATA = '''name,amount,"note"
"Smith, J",12.50,"says ""hi"""
Lee,7,
,,
"O'Neil",-3.25,plain text
short
'''


class CsvError(ValueError):
    def __init__(self, line, message):
        super().__init__(f"line {line}: {message}")
        self.line = line


def split_row(line, number):
    fields, field, quoted, i = [], "", False, 0
    while i < len(line):
        ch = line[i]
        if quoted:
            if ch == '"' and line[i + 1:i + 2] == '"':
                field += '"'
                i += 1
            elif ch == '"':
                quoted = False
            else:
                field += ch
        elif ch == '"':
            if field:
                raise CsvError(number, f"quote inside of {field!r}")
            quoted = True
        elif ch == ",":
            fields.append(field)
            field = ""
        else:
            field += ch
        i += 1
    if quoted:
        raise CsvError(number, "open quote")
    return fields + [field]


async def read(text):
    header = None
    for number, line in enumerate(text.splitlines(), 1):
        await asyncio.sleep(0)
        row = split_row(line, number)
        if header is None:
            header = row
        elif len(row) != len(header):
            yield CsvError(number, f"{len(row)} of {len(header)} fields")
        else:
            yield dict(zip(header, row))


def quote(value):
    text = "" if value is None else str(value)
    if any(c in text for c in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


async def main():
    total = 0.0
    rows = []
    async for row in read(DATA):
        if isinstance(row, CsvError):
            print("skipped:", row, row.line)
            continue
        rows.append(row)
        total += float(row["amount"] or 0)
        print(row)
    print(f"total {total:.2f} of {len(rows)} rows")
    print(",".join(quote(v) for v in ["a,b", None, 3.0, 'x"y', "", "plain", True]))
    for bad in ('a,"b', 'a"b,c'):
        try:
            split_row(bad, 1)
        except CsvError as e:
            print(e)
    widths = [max(len(r[k]) for r in rows) for k in rows[0]]
    for r in rows:
        print(" | ".join(v.ljust(w) for v, w in zip(r.values(), widths)).rstrip())


asyncio.run(main())
