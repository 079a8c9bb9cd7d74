"""The largest flow through a network in whole numbers (Dinic's method)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Network:
    """Nodes by number; each arc stands beside its reverse, arc ``k`` beside ``k ^ 1``.

    ``left`` is what an arc can still carry; the reverse's is what flows.
    """

    head: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    arcs: list[list[int]] = field(default_factory=list)

    def node(self) -> int:
        """Add a node and return its number."""
        self.arcs.append([])
        return len(self.arcs) - 1

    def arc(self, tail: int, head: int, capacity: int) -> int:
        """Add an arc and return its number."""
        for start, end, room in ((tail, head, capacity), (head, tail, 0)):
            self.arcs[start].append(len(self.head))
            self.head.append(end)
            self.left.append(room)
        return len(self.head) - 2

    def flow(self, arc: int) -> int:
        """Return what flows on an arc."""
        return self.left[arc ^ 1]

    def push(self, source: int, sink: int) -> int:
        """Send as much more as possible from source to sink and return how much."""
        pushed = 0
        while (levels := self._levels(source))[sink] >= 0:
            nexts = [0] * len(self.arcs)
            while sent := self._augment(source, sink, levels, nexts):
                pushed += sent
        return pushed

    def reached(self, source: int) -> list[bool]:
        """Return by node whether more could flow there: after ``push``, the cut's near side."""
        return [level >= 0 for level in self._levels(source)]

    def _levels(self, source: int) -> list[int]:
        levels = [-1] * len(self.arcs)
        levels[source] = 0
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for arc in self.arcs[node]:
                end = self.head[arc]
                if self.left[arc] and levels[end] < 0:
                    levels[end] = levels[node] + 1
                    waiting.append(end)
        return levels

    def _augment(self, source: int, sink: int, levels: list[int], nexts: list[int]) -> int:
        """Send flow along one shortest path; 0 if none is left at these levels."""
        path: list[int] = []
        node = source
        while node != sink:
            while nexts[node] < len(self.arcs[node]):
                arc = self.arcs[node][nexts[node]]
                if self.left[arc] and levels[self.head[arc]] == levels[node] + 1:
                    break
                nexts[node] += 1
            else:
                if not path:
                    return 0
                node = self.head[path.pop() ^ 1]
                nexts[node] += 1
                continue
            path.append(arc)
            node = self.head[arc]
        sent = min(self.left[arc] for arc in path)
        for arc in path:
            self.left[arc] -= sent
            self.left[arc ^ 1] += sent
        return sent
