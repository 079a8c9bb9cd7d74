"""What the room's documents say (S31, S32, S91)."""

from io import BytesIO

import pytest
from docx import Document

from linli.approvals.actions.applying import submit
from linli.approvals.actions.deciding import accept, decide, give_opinion
from linli.approvals.actions.facts import set_facts
from linli.approvals.letters import commitment_letter
from linli.approvals.tests.office_day import approved_scheme, ruling
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
    assert any("依据钦政办规〔2021〕5号 二（三）2，现批复如下" in line for line in shown)


def test_a_reply_under_another_law_names_that_law_alone(project, builder, reform, asked, scheme):
    set_facts(builder, project, {"new_floor_area": "12"}, "增建门厅")
    approved_scheme(project, builder, reform, asked)
    case = accept(None, submit(builder, project, "planning_permit"), None)
    for opinion in case.opinions.all():
        give_opinion(None, opinion, "agree", "")
    shown = reply_of(decide(None, case, None, ruling(None)))
    assert any("依据城乡规划法 第四十条，" in line for line in shown)
    assert not any("钦政办规" in line for line in shown)


def test_s31_the_letter_names_who_commits_what_to_whom(project, builder, reform, asked, scheme):
    approved_scheme(project, builder, reform, asked)
    case = submit(builder, project, "commitment")
    content = commitment_letter(current_pack(), case)
    text = "\n".join(lines(content))
    assert "违反承诺的，依规处理并不再适用承诺" in text
    cells = [cell.text for table in Document(BytesIO(content)).tables for cell in table._cells]
    assert "锦华园改造项目" in "\n".join([text, *cells])
