from functools import cached_property


class Thermo:
    def __init__(self, c):
        self._c = c
        self.reads = 0

    @property
    def celsius(self):
        """Degrees."""
        return self._c

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self._c = value

    @celsius.deleter
    def celsius(self):
        print("deleting")
        self._c = 0.0

    @property
    def fahrenheit(self):
        return self._c * 9 / 5 + 32

    @cached_property
    def total(self):
        self.reads += 1
        return self._c * 100


t = Thermo(20.0)
print(t.celsius, t.fahrenheit, t.total, t.total, t.reads)
t.celsius = 30.0
print(t.celsius, t.total)
del t.celsius
print(t.celsius)
try:
    t.fahrenheit = 3
except AttributeError as e:
    print(e)
try:
    t.celsius = -300.0
except ValueError as e:
    print(e)
del t.total
print(t.total, t.reads)
print(hasattr(t, "celsius"), hasattr(t, "kelvin"), getattr(t, "celsius"), getattr(t, "kelvin", "none"), hasattr(t, "_c"))
setattr(t, "_c", 5.0)
print(t.celsius, getattr(t, "_c", 0))
