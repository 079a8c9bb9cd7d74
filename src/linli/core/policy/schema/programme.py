"""Whom and what the programme covers: the document, its clauses, works and targets."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from linli.core.policy.schema.entries import Entry, Name, Words


class Jurisdiction(Entry):
    """An area that is given targets; need not be a county of GB/T 2260 (A13)."""

    code: str
    name: Words
    divisions: tuple[str, ...]
    is_county: bool = True
    short_names: tuple[str, ...] = ()


class PackHead(Entry):
    """``pack.toml``: what document this is and whom it covers (S01-S03).

    ``extends`` names the upper packs (laws, announcements) that it builds on; a pack without
    jurisdictions is such an upper pack itself.
    """

    id: Name
    title: Words
    document_number: str
    issuer: str
    dated: date
    in_force_from: date
    in_force_until: date | None = None
    legal_basis: tuple[str, ...] = ()
    extends: tuple[Name, ...] = ()
    serves: tuple[str, ...] = ()
    city: Words
    jurisdictions: tuple[Jurisdiction, ...] = ()


class Clause(Entry):
    """A node of the clause tree: path such as ``二（三）2``, our own paraphrase, what it serves.

    ``document`` is the document's number, filled in for clauses of an upper pack.
    """

    path: str
    heading: Words
    paraphrase: Words
    serves: tuple[str, ...] = ()
    document: str = ""


class WorkClass(StrEnum):
    """基础类, 完善类, 提升类."""

    BASIC = "basic"
    IMPROVED = "improved"
    ENHANCED = "enhanced"


class WorkItem(Entry):
    """One of the items of works that the policy names (S20-S23)."""

    code: str
    work_class: WorkClass
    label: Words
    clause: str
    serves: tuple[str, ...]
    unit: Words
    scope: tuple[str, ...]
    lead_office: str = ""
    utility: str = ""
    statistics: str = ""


class Target(Entry):
    """A jurisdiction's task for a year (S04, S05)."""

    year: int
    jurisdiction: str
    projects: int
    households: int


class YearTotal(Entry):
    """The stated total of a year, and the days by which works start and finish (S04, S06, S07)."""

    year: int
    clause: str
    projects: int
    households: int
    start_by: date
    finish_by: date
    serves: tuple[str, ...] = ()
