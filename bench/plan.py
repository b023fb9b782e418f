"""What a person asked the benchmarks for."""

from dataclasses import dataclass
from typing import Final

from bench.simulation import Latencies, Simulation

USUAL: Final = Latencies(0.005, 0.010)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sizes, the speed of the servers, and the share of scenes that have a cover."""

    scenes: int = 1000
    sizes: tuple[int, ...] = (1000, 10_000)
    latencies: Latencies = USUAL
    covers: float = 1.0

    def world(self, scenes: int | None = None, *, at_once: bool = False) -> Simulation:
        """Returns fresh servers, on wish such as answer at once."""
        latencies = Latencies() if at_once else self.latencies
        return Simulation(scenes or self.scenes, self.covers, latencies)

    @property
    def speed(self) -> str:
        """How fast the servers are, in words."""
        read, write = self.latencies.read * 1000, self.latencies.write * 1000
        return f"reads {read:g} ms, writes {write:g} ms one at a time"
