import asyncio
from datetime import date, datetime, time, timedelta

HOLIDAYS = {date(2024, 5, 1), date(2024, 5, 9)}


def workdays(start, n):
    day = start
    while n > 0:
        if day.weekday() < 5 and day not in HOLIDAYS:
            yield day
            n -= 1
        day += timedelta(days=1)


async def plan(tasks, start):
    for name, days in tasks:
        await asyncio.sleep(0)
        span = list(workdays(start, days))
        print(f"{name:<8} {span[0]:%a %d %b} - {span[-1]:%a %d %b} ({days} days)")
        start = span[-1] + timedelta(days=1)
    return start


async def main():
    end = await plan([("design", 3), ("build", 6), ("test", 2)], date(2024, 4, 29))
    print("end", end, end.isoformat(), repr(end), end - date(2024, 4, 29), (end - date(2024, 4, 29)).days)
    d = datetime(2024, 2, 28, 23, 59, 30)
    print(d, d + timedelta(seconds=45), d + timedelta(days=2, hours=1), d.date(), d.time(), d.isoformat(), repr(d))
    print(d.year, d.month, d.hour, d.strftime("%Y-%m-%d %H:%M:%S %j %p %I %y %A %B %%"), d.weekday(), d.isoweekday())
    print(datetime.strptime("24/12/2023 18:05", "%d/%m/%Y %H:%M"), datetime.fromisoformat("2024-01-02T03:04:05"), date.fromisoformat("2024-02-29"))
    delta = timedelta(days=1, hours=2, minutes=3, seconds=4.5)
    print(delta, delta.total_seconds(), delta.days, delta.seconds, delta * 2, delta / 2, -delta, abs(-delta), repr(timedelta(minutes=90)), timedelta(0))
    print(delta > timedelta(hours=26), timedelta(hours=5) // timedelta(minutes=45), timedelta(hours=5) % timedelta(minutes=45), timedelta(hours=1) / timedelta(minutes=45))
    print(date(2024, 3, 1) - date(2024, 2, 1), date(2023, 3, 1) - timedelta(days=1), date(2024, 1, 1) < date(2024, 1, 2), max(HOLIDAYS), d.replace(year=2020, second=0))
    print(datetime(2024, 1, 1, 0, 0, 0, 5), time(7, 5), time(7, 5, 9, 120), date(2024, 12, 30).isocalendar()[1], date.min, date(1, 1, 1).toordinal())
    ages = {name: (date(2024, 6, 15) - born).days // 365 for name, born in (("ann", date(1990, 6, 16)), ("bob", date(2024, 6, 1)))}
    print(ages)
    for bad in (lambda: date(2023, 2, 29), lambda: datetime.strptime("x", "%Y"), lambda: date.fromisoformat("2024-13-01"), lambda: datetime(2024, 1, 1, 25)):
        try:
            bad()
        except ValueError as e:
            print(e)


asyncio.run(main())
