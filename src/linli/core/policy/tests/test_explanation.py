"""Explanations as data and as sentences."""

import json
from decimal import Decimal

from linli.core.kernel.period import Period
from linli.core.kernel.text import Text
from linli.core.policy.evaluate import answer
from linli.core.policy.explanation import as_data, sentences
from linli.core.policy.facts import show
from linli.core.policy.tests.sample import DAY, PARAMETERS, deadline, pack_of, parameter, rule
from linli.core.policy.turning import turns


def explained(pack, rule_id, **facts):
    return answer(pack, rule_id, facts, DAY), turns(pack, rule_id, facts, DAY)


def test_s35_the_sentences_say_what_decided_and_what_would_turn_it():
    pack = pack_of()
    found, turned = explained(pack, "cheap", investment=Decimal("4012299.99"))
    said = sentences(pack, found, turned)
    assert (
        Text(
            "依据：investment 4,012,299.99；cheap_below 4,000,000.00。",
            "Decided by: investment 4,012,299.99; cheap_below 4,000,000.00.",
        )
        in said
    )
    assert (
        Text(
            "若investment减少 12,300.00（至 3,999,999.99），则为“符合”。",
            "If investment were 12,300.00 lower (3,999,999.99), the answer would be “Met”.",
        )
        in said
    )


def test_s19_an_open_figure_is_missing_and_said_to_be_unset():
    pack = pack_of()
    found, turned = explained(pack, "late_admitted", green_share=Decimal("0.3"))
    assert Text("尚缺：late_share 未设定。", "Missing: late_share not set.") in sentences(
        pack, found, turned
    )


def test_s38_a_deadline_says_its_day_and_how_many_days_are_wanted():
    pack = pack_of(deadline("asked", "built_on", "finished_on", "5", "days"))
    facts = {"built_on": Period.parse("2021-05-01"), "finished_on": Period.parse("2021-05-08")}
    found, turned = explained(pack, "asked", **facts)
    said = [each.zh for each in sentences(pack, found, turned)]
    assert "到期日：2021-05-06。" in said
    assert "若finished_on提前至 2021-05-06（2 天），则为“符合”。" in said


def test_a_fact_that_is_no_number_becomes_another_value():
    pack = pack_of(rule("asked", "willing AND tenure = 'public'"))
    found, turned = explained(pack, "asked", willing=False, tenure="mixed")
    assert "若willing为是、tenure为public，则为“符合”。" in [
        each.zh for each in sentences(pack, found, turned)
    ]


def test_the_data_is_json_with_its_format_and_the_packs_digest():
    pack = pack_of()
    found, turned = explained(pack, "cheap", investment=Decimal("4000000.00"))
    data = json.loads(json.dumps(as_data(pack, found, turned)))
    assert (data["format"], data["pack"]["sha256"]) == (1, pack.digest)
    assert (data["verdict"], data["decided_by"]["investment"]) == ("no", "4000000.00")
    assert data["turned_by"][0]["changes"] == [
        {"fact": "investment", "old": "4000000.00", "new": "3999999.99"}
    ]
    assert [part["text"] for part in data["tree"]["parts"]] == ["investment", ":cheap_below"]


def test_s70_a_share_is_shown_in_percent():
    share = parameter("own_share", *PARAMETERS["own_share"])
    assert show(share, Decimal("0.20"), "zh") == "20%"
