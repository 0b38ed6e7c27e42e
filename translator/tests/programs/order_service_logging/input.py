import asyncio
import io
import logging
import sys

log = logging.getLogger("shop")
audit = logging.getLogger("shop.audit")


class OutOfStock(Exception):
    pass


class Shop:
    def __init__(self, stock):
        self.stock = stock
        self.log = logging.getLogger(f"shop.{self.__class__.__name__}")

    async def sell(self, item, count=1):
        self.log.debug("selling %d %s", count, item)
        await asyncio.sleep(0.01)
        left = self.stock.get(item, 0)
        if left < count:
            self.log.warning("only %s left of %r", left, item)
            raise OutOfStock(item)
        self.stock[item] = left - count
        audit.info("sold %-8s x%03d", item, count)
        return self.stock[item]


def configure(stream):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s|%(name)s|%(message)s", stream=stream)
    handler = logging.StreamHandler(sys.stdout)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("!! {levelname:>8} {message}", style="{"))
    log.addHandler(handler)


async def main():
    report = io.StringIO()
    configure(report)
    shop = Shop({"apple": 3, "pear": 1})
    results = await asyncio.gather(
        shop.sell("apple", 2), shop.sell("pear"), shop.sell("plum"), shop.sell("apple", 2), return_exceptions=True
    )
    print(results)
    log.setLevel("DEBUG")
    log.debug("debug is %s", "on")
    shop.log.debug("100% of nothing")
    if audit.isEnabledFor(logging.ERROR):
        audit.error("nothing to audit: %s", {"stock": shop.stock})
    audit.propagate = False
    audit.critical("nobody hears this")
    logging.warning("from the root, %s", OutOfStock("fig"))
    logging.getLogger("other.deep").info("%s and %s", "two", 2.5)
    print(logging.getLevelName(log.level), logging.getLevelName(35), logging.getLogger("shop") is log, audit.name)
    print(report.getvalue(), end="")
    print(len(report.getvalue().splitlines()), "records")


asyncio.run(main())
