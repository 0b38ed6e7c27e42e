import asyncio
from datetime import date, timedelta


class Book:
    def __init__(self, title, author, copies=1):
        self.title = title
        self.author = author
        self.copies = copies

    def __str__(self):
        return f"'{self.title}' by {self.author}"

    def __eq__(self, other):
        return isinstance(other, Book) and (self.title, self.author) == (other.title, other.author)

    def __hash__(self):
        return hash((self.title, self.author))


class Member:
    max_loans = 2

    def __init__(self, name):
        self.name = name
        self.loans = {}

    def __repr__(self):
        return f"Member({self.name}, {len(self.loans)})"


class Student(Member):
    max_loans = 3
    fee = 0.05


class Library:
    fee = 0.25

    def __init__(self, *books):
        self.books = {b.title: b for b in books}
        self.waiting = {}

    async def lend(self, member, title, day):
        await asyncio.sleep(0)
        if title not in self.books:
            return f"we do not have {title!r}"
        book = self.books[title]
        if len(member.loans) >= member.max_loans:
            return f"{member.name} has too many books"
        if book.copies == 0:
            self.waiting.setdefault(title, []).append(member)
            return f"{member.name} waits for {title}, number {len(self.waiting[title])}"
        book.copies -= 1
        member.loans[book] = day + timedelta(days=14)
        return f"{member.name} has {book} until {member.loans[book]}"

    async def take_back(self, member, title, day):
        book = self.books[title]
        late = (day - member.loans.pop(book)).days
        book.copies += 1
        fee = max(0, late) * getattr(member, "fee", self.fee)
        message = f"{member.name} returns {title}" + (f", {late} days late, pays {fee:.2f}" if late > 0 else "")
        if self.waiting.get(title):
            following = self.waiting[title].pop(0)
            message += "; " + await self.lend(following, title, day)
        return message


async def main():
    library = Library(Book("Emma", "Austen"), Book("Ulysses", "Joyce", copies=2), Book("It", "King"))
    ann, bob = Member("ann"), Student("bob")
    today = date(2024, 2, 20)
    for member, title in [(ann, "Emma"), (bob, "Emma"), (ann, "Ulysses"), (ann, "It"), (bob, "It"), (bob, "Dune"), (bob, "Ulysses")]:
        print(await library.lend(member, title, today))
    print(await library.take_back(ann, "Emma", today + timedelta(days=20)))
    print(await library.take_back(bob, "Ulysses", date(2024, 3, 10)))
    print([ann, bob], {str(b): d.isoformat() for b, d in bob.loans.items()}, library.waiting)
    print(Book("It", "King") in bob.loans, Book("It", "Other") == library.books["It"], sum(b.copies for b in library.books.values()))


asyncio.run(main())
