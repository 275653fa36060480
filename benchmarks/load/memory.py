"""How much memory the service takes while it is asked."""

import asyncio
import time
from dataclasses import dataclass, field

import psutil

SETTLED_S = 10.0  # until then it loads what it needs
MAY_GROW = 1.15  # times; what allocators keep is not flat to the byte
_EVERY_S = 0.5
_MB = 1e6


@dataclass
class Memory:
    """Resident megabytes of a process over time, in seconds since the first was taken."""

    taken: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self, pid: int) -> None:
        """Takes them until it is cancelled."""
        process, began = psutil.Process(pid), time.monotonic()
        while True:
            seconds = time.monotonic() - began
            self.taken.append((seconds, process.memory_info().rss / _MB))
            await asyncio.sleep(_EVERY_S)

    @property
    def settled(self) -> float:
        """The most of the first seconds."""
        return max(megabytes for seconds, megabytes in self.taken if seconds <= SETTLED_S)

    @property
    def last(self) -> float:
        """What it took at the end."""
        return self.taken[-1][1]

    @property
    def flat(self) -> bool:
        """Whether it has hardly grown since the first seconds."""
        return self.last <= self.settled * MAY_GROW
