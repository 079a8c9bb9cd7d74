"""What the room's documents say (S31, S32, S91)."""

from io import BytesIO

import pytest
from docx import Document

from linli.approvals.actions.applying import submit
from linli.approvals.actions.deciding import accept, decide, give_opinion
from linli.approvals.actions.facts import set_facts
from linli.approvals.letters import commitment_letter
from linli.approvals.tests.office_day import agreed, approved_scheme, ruling
from linli.determination.reads import current_pack

pytestmark = pytest.mark.django_db


def lines(content):
    return [each.text for each in Document(BytesIO(content)).paragraphs if each.text]


def reply_of(decision):
    with decision.document.content.open() as file:
        return lines(file.read())


def test_s32_a_reply_names_the_citys_document_as_its_ground(
    project, builder, reform, asked, scheme
):
    shown = reply_of(approved_scheme(project, builder, reform, asked))
    ground = "依据《钦州市城镇老旧小区改造工作实施方案》（钦政办规〔2021〕5号）二（三）2，"
    assert any(ground in line for line in shown)


def test_a_reply_under_another_law_names_that_law_alone(project, builder, reform, asked, scheme):
    set_facts(builder, project, {"new_floor_area": "12"}, "增建门厅")
    approved_scheme(project, builder, reform, asked)
    case = accept(None, submit(builder, project, "planning_permit"), None)
    for opinion in case.opinions.all():
        give_opinion(None, opinion, "agree", "")
    shown = reply_of(decide(None, case, None, ruling(None)))
    assert any("依据《城乡规划法》第四十条，" in line for line in shown)
    assert not any("钦政办规" in line for line in shown)


def test_a_refusal_says_why_and_what_can_be_done_about_it(project, builder, reform, asked, scheme):
    case = accept(reform, submit(builder, project, "scheme"), None)
    agreed(case, asked)
    refusal = ruling(total=None, approved=False, text="资金来源未落实")
    *_title, why, remedy, _organ, _day = reply_of(decide(reform, case, None, refusal))
    assert why.endswith("决定不予批准，理由：资金来源未落实。")
    assert "行政复议" in remedy


def test_a_long_title_breaks_after_words_into_lines_of_like_length(
    project, builder, reform, asked, scheme
):
    project.name = "灵山县2021年老旧小区改造项目锦华园等三个小区"
    project.save()
    shown = reply_of(approved_scheme(project, builder, reform, asked))
    first = shown.index("关于灵山县2021年老旧小区")
    assert shown[first + 1 :][:2] == ["改造项目锦华园等三个小区", "改造方案的批复"]


def test_s31_the_letter_names_who_commits_what_to_whom(project, builder, reform, asked, scheme):
    approved_scheme(project, builder, reform, asked)
    case = submit(builder, project, "commitment")
    content = commitment_letter(current_pack(), case)
    text = "\n".join(lines(content))
    assert "违反承诺的，依规处理，此后不再适用告知承诺" in text
    cells = [cell.text for table in Document(BytesIO(content)).tables for cell in table._cells]
    assert "锦华园改造项目" in "\n".join([text, *cells])
