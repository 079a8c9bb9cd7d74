"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.core.policy.schema import Subject
from linli.foundation.people.menu import PROGRAMME, Entry, PolicyScreen


class DeterminationConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.determination"
    label = "determination"
    verbose_name = _("政策认定")
    frozen: tuple[str, ...] = ("PackVersion", "Determination", "CompoundAnswers")
    compound_lines = "linli.determination.compound_lines.sections"
    menu = (
        Entry("determination:list", _("政策认定"), "scale", PROGRAMME, "determination", "e"),
        Entry("determination:library", _("政策库"), "books", PROGRAMME, key="l"),
        Entry("determination:bench", _("试算台"), "calculator", PROGRAMME, "determination"),
    )
    compound_tabs = (Entry("determination:compound", _("政策认定"), "scale", PROGRAMME),)
    policy_screens = (
        PolicyScreen(menu[0], rules_of=frozenset({Subject.COMPOUND})),
        PolicyScreen(menu[2], rules_of=frozenset(Subject)),
    )
