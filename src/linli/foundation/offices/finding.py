"""Find the office that the pack's tables call upon: by code, name or other word, in an area."""

from __future__ import annotations

from linli.foundation.people.models import Organisation


class Directory:
    """The organisations that the pack names, read once for many questions."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[Organisation]] = {}
        named = Organisation.objects.exclude(code="").select_related("jurisdiction").order_by("pk")
        for office in named:
            for word in {office.code, office.name, *office.also_called}:
                self._by_word.setdefault(word, []).append(office)

    def offices(self, word: str, area: int | None) -> list[Organisation]:
        """Return who is called upon: in an area its own office, else the city's.

        Without an area it is the city's office, or, where there is none, that of each area.
        """
        called = self._by_word.get(word, [])
        own = [each for each in called if area is not None and each.jurisdiction_id == area]
        city = [each for each in called if each.jurisdiction_id is None]
        return own[:1] or city[:1] or (called if area is None else [])


def office(word: str, area: int | None = None) -> Organisation | None:
    """Return the one office that is called upon in an area (its id) or the city; None for none."""
    found = Directory().offices(word, area)
    return found[0] if found else None
