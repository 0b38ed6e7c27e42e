import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone


@dataclass(order=True)
class Booking:
    start: datetime
    minutes: int = field(compare=False)
    title: str = field(compare=False, default="untitled")

    @property
    def end(self):
        return self.start + timedelta(minutes=self.minutes)

    def overlaps(self, other):
        return self.start < other.end and other.start < self.end


class Room:
    def __init__(self, name, opens=9, closes=17):
        self.name = name
        self.opens = time(opens)
        self.closes = time(closes, 30)
        self.bookings = []

    async def book(self, booking):
        await asyncio.sleep(0)
        if booking.start.time() < self.opens or booking.end.time() > self.closes:
            raise ValueError(f"{self.name} is closed at {booking.start:%H:%M}")
        for other in self.bookings:
            if booking.overlaps(other):
                raise ValueError(f"{booking.title!r} clashes with {other.title!r} until {other.end:%H:%M}")
        self.bookings.append(booking)
        return booking.end - booking.start


async def main():
    room = Room("Blue")
    monday = date(2024, 2, 26)
    wanted = [("09:00", 45, "standup"), ("09:30", 30, "review"), ("13:15", 90, "planning"), ("17:00", 60, "late"), ("10:00", 15, "chat")]
    for clock, minutes, title in wanted:
        start = datetime.combine(monday, time.fromisoformat(clock))
        try:
            taken = await room.book(Booking(start, minutes, title))
            print(f"{title:<10}{start:%a %d %b %H:%M} for {taken}")
        except ValueError as error:
            print("refused:", error)
    per_week = defaultdict(timedelta)
    for shift in range(0, 15, 7):
        for booking in sorted(room.bookings):
            moved = booking.start + timedelta(days=shift)
            per_week[moved.isocalendar().week] += booking.end - booking.start
    for week, total in per_week.items():
        hours, rest = divmod(int(total.total_seconds()), 3600)
        print(f"week {week}: {hours}h{rest // 60:02d}", total, total.days)
    first = min(room.bookings)
    utc = first.start.replace(tzinfo=timezone(timedelta(hours=1), "CET")).astimezone(timezone.utc)
    print(first, utc.isoformat(), utc - timedelta(days=60), utc.strftime("%Y%m%dT%H%M%SZ"))
    day = monday
    while day.month == 2:
        day += timedelta(days=1)
    print(day, (day - monday).days, day.replace(day=31).strftime("%A, %d %B %Y (day %j)"), [f"{day + timedelta(n):%a}" for n in range(3)])
    for text in ("2024-02-30", "26/02/2024", "2024-02-26T10:00"):
        try:
            print(repr(datetime.strptime(text, "%Y-%m-%d")))
        except ValueError as error:
            print("bad:", error)


asyncio.run(main())
