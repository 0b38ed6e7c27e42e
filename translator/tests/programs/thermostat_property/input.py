import asyncio


class Thermostat:
    lowest = -273.15

    def __init__(self, celsius=20):
        self._log = []
        self.celsius = celsius

    @property
    def celsius(self):
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < self.lowest:
            raise ValueError(f"{value} is below absolute zero")
        self._log.append(value)
        self._celsius = value

    @property
    def fahrenheit(self):
        """In degrees of Fahrenheit."""
        return self._celsius * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.celsius = (value - 32) * 5 / 9

    @celsius.deleter
    def celsius(self):
        print("reset")
        self._celsius = 20

    @property
    def log(self):
        return tuple(self._log)


class Locked(Thermostat):
    lowest = 5

    @property
    def celsius(self):
        return round(super().celsius)

    @celsius.setter
    def celsius(self, value):
        Thermostat.celsius.fset(self, min(value, 25))


async def main():
    t = Thermostat()
    print(t.celsius, t.fahrenheit)
    t.celsius = 25.5
    t.fahrenheit = 212
    t.celsius += 1
    print(t.celsius, t.fahrenheit, t.log)
    await asyncio.sleep(0)
    try:
        t.celsius = -300
    except ValueError as e:
        print(e, t.celsius)
    try:
        t.log = ()
    except AttributeError as e:
        print("AttributeError:", e)
    del t.celsius
    print(t.celsius, len(t.log))
    lock = Locked(40)
    print(lock.celsius, lock.log)
    lock.fahrenheit = 70
    print(lock.celsius, f"{lock.fahrenheit:.1f}")
    try:
        lock.celsius = 1
    except ValueError as e:
        print(e)
    print(Thermostat.fahrenheit.__doc__, isinstance(lock, Thermostat), hasattr(t, "kelvin"), getattr(t, "kelvin", None), getattr(t, "celsius"))


asyncio.run(main())
