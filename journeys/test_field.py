"""A clerk on the spot with a phone: no network, a full form, and everything stored once."""

from __future__ import annotations

import json
import re
import socket

import pytest
from playwright.sync_api import expect

from linli.engines.documents.pictures import size_of
from linli.registry.tests.pictures import png

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
HERE = {"latitude": 22.4312345, "longitude": 109.2912345}
OFFLINE_NOISE = re.compile("ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|401|422|403")


CONTROLLED = """async () => {
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  const taken = (done) => navigator.serviceWorker.addEventListener("controllerchange", done);
  await new Promise(taken);
}"""


class Spot:
    """A phone, a server that can be cut off, and what the city's database holds."""

    def __init__(self, city, context, port) -> None:
        self.city, self.context, self.port = city, context, port
        self.server = city.serve(port)
        self.page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _hear(self, line) -> None:
        if line.type == "error" and not OFFLINE_NOISE.search(line.text):
            self.errors.append(line.text)

    def sign_in(self, username: str = "lingshan") -> None:
        page = self.page
        page.goto("/account/login/?next=/registry/field/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(self.city.password(username))
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/registry/field/")
        page.evaluate(CONTROLLED)
        expect(page.locator("#field-results button").first).to_be_visible()

    def cut(self) -> None:
        """Cut the network: for the phone, and, to be sure, at the server."""
        self.context.set_offline(True)
        self.stop()

    def restore(self) -> None:
        self.server = self.city.serve(self.port)
        self.context.set_offline(False)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(10)

    def choose(self, name: str) -> None:
        self.page.locator("#field-search").fill(name)
        self.page.locator("#field-results button").first.click()
        expect(self.page.locator("#field-title")).to_contain_text(name)

    def fill(self, fact: str, value: str) -> None:
        self.page.locator(f'[name="fact.{fact}"]').fill(value)

    def tap(self, code: str, state: str) -> None:
        self.page.locator(f'label[for="work.{code}.{state}"]').click()

    def send(self) -> None:
        self.page.get_by_role("button", name="保存并发送").click()

    def queue(self):
        return self.page.locator("#field-queue")

    def count(self, table: str) -> int:
        return len(self.city.query(f"select id from {table}"))  # noqa: S608 - a name from below

    def facts(self, code: str) -> dict[str, object]:
        found = dict(self.city.query("select code, facts from registry_compound"))
        return json.loads(str(found[code]))


@pytest.fixture
def spot(city, browser):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{port}",
        locale="zh-CN",
        viewport=PHONE,
        has_touch=True,
        geolocation=HERE,
        permissions=["geolocation"],
    )
    spot = Spot(city, context, port)
    yield spot
    context.close()
    spot.stop()
    assert not spot.errors


@pytest.fixture
def compound(city):
    """Code and name of a compound of 灵山县."""
    return city.query(
        "select c.code, c.name from registry_compound c join people_jurisdiction j"
        " on j.id = c.jurisdiction_id where j.code = '450721' order by c.code limit 1"
    )[0]


def test_filled_without_a_network_kept_through_a_reload_and_stored_once(spot, compound, picture):
    code, name = compound
    page = spot.page
    spot.sign_in()
    spot.cut()
    page.reload()
    expect(page.locator("#field-net")).to_contain_text("没有网络")
    spot.choose(name)
    spot.fill("households", "123")
    spot.tap("water", "damaged")
    page.locator("details.field-works summary").nth(1).click()
    spot.tap("greenery", "missing")
    page.get_by_role("button", name="定位").click()
    expect(page.locator("#longitude")).to_have_value("109.2912345")
    photo = {"name": "北门.png", "mimeType": "image/png", "buffer": png(2400, 1200)}
    page.locator("#photos").set_input_files(photo)
    expect(page.locator("#field-photos img")).to_have_count(1)
    page.locator("#note").fill("北门积水，二栋外墙脱落")
    picture(page, "field-offline-form")
    page.wait_for_timeout(600)  # what was typed is kept a moment later, as on a phone put away

    page.reload()
    expect(spot.queue()).to_contain_text("草稿")
    page.get_by_role("button", name="修改").click()
    expect(page.locator('[name="fact.households"]')).to_have_value("123")
    expect(page.locator("#note")).to_have_value("北门积水，二栋外墙脱落")
    expect(page.locator("#field-photos img")).to_have_count(1)
    spot.send()
    expect(spot.queue()).to_contain_text("等待发送")
    picture(page, "field-offline-queue")
    assert spot.count("registry_visit") == spot.count("registry_attachment") == 0

    spot.restore()
    expect(spot.queue()).to_contain_text("没有等待发送的填报", timeout=15_000)
    expect(page.locator("#field-told")).to_contain_text("已送达")
    assert spot.count("registry_visit") == spot.count("registry_attachment") == 1
    facts = spot.facts(code)
    assert (facts["households"], facts["condition_water"]) == (123, "damaged")
    works, longitude = spot.city.query("select works, longitude from registry_visit")[0]
    assert json.loads(str(works)) == {"greenery": "missing"}
    assert str(longitude) == "109.2912345"
    kept = spot.city.query("select content from files_storedfile order by id desc")[0][0]
    assert size_of((spot.city.home / "files" / str(kept)).read_bytes()) == (1600, 800)

    page.goto(f"/registry/compound/{code}/")
    page.locator(".photo-grid img").scroll_into_view_if_needed()
    expect(page.locator(".photo-grid img")).to_have_js_property("naturalWidth", 1600)
    picture(page, "field-compound")


SEND_AT_ONCE = """async ([code, times]) => {
  const { token } = await (await fetch("/registry/field/token/")).json();
  const client_id = crypto.randomUUID();
  const send = async () => {
    const body = new FormData();
    const fields = { client_id, compound: code, noted_at: "2021-05-03T10:00" };
    fields["fact.households"] = "77";
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const photo = await (await fetch("/static/linli/field-192.png")).blob();
    body.append("photos", photo, "门.png");
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    return (await fetch("/registry/field/visits/", { method: "POST", body, headers })).status;
  };
  return Promise.all(Array.from({ length: times }, send));
}"""


def test_the_same_report_many_times_at_once_is_one(spot, compound):
    spot.sign_in()
    answers = spot.page.evaluate(SEND_AT_ONCE, [compound[0], 6])
    assert sorted(answers) == [200] * 5 + [201]
    assert spot.count("registry_visit") == spot.count("registry_attachment") == 1
    assert spot.facts(compound[0])["households"] == 77


def test_a_problem_comes_back_to_its_field_and_is_corrected(spot, compound, picture):
    spot.sign_in()
    spot.choose(compound[1])
    spot.fill("households", "约50")
    spot.send()
    expect(spot.queue()).to_contain_text("需要更正")
    spot.page.get_by_role("button", name="修改").click()
    expect(spot.page.locator('[data-error-for="households"]')).to_contain_text("约50")
    picture(spot.page, "field-problem")
    spot.fill("households", "50")
    spot.send()
    expect(spot.queue()).to_contain_text("没有等待发送的填报")
    assert spot.facts(compound[0])["households"] == 50


@pytest.mark.parametrize(("button", "kept"), [("保留库中的值", 88), ("用我填的值", 99)])
def test_what_another_changed_meanwhile_is_a_choice(spot, compound, button, kept):
    spot.sign_in()
    spot.choose(compound[1])
    spot.fill("households", "99")
    spot.page.evaluate(SEND_AT_ONCE.replace('"77"', '"88"'), [compound[0], 1])
    spot.send()
    expect(spot.queue()).to_contain_text("需要更正")
    spot.page.get_by_role("button", name="修改").click()
    told = spot.page.locator('[data-error-for="households"]')
    expect(told).to_contain_text("88 户")
    expect(told).to_contain_text("99 户")
    assert spot.facts(compound[0])["households"] == 88
    spot.page.get_by_role("button", name=button).click()
    spot.send()
    expect(spot.queue()).to_contain_text("没有等待发送的填报")
    assert spot.facts(compound[0])["households"] == kept


def test_a_session_that_ended_keeps_the_queue_until_the_same_person_signs_in(spot, compound):
    spot.sign_in()
    spot.choose(compound[1])
    spot.fill("households", "61")
    spot.context.clear_cookies()
    spot.send()
    expect(spot.page.locator("#field-told")).to_contain_text("登录已过期")
    expect(spot.queue()).to_contain_text("等待发送")
    assert spot.count("registry_visit") == 0
    spot.sign_in("pubei")
    expect(spot.queue()).to_contain_text("由其他账号填写")
    assert spot.count("registry_visit") == 0
    spot.context.clear_cookies()
    spot.sign_in()
    expect(spot.queue()).to_contain_text("没有等待发送的填报")
    assert spot.facts(compound[0])["households"] == 61


def test_a_new_compound_is_reported_and_a_known_one_is_not_made_twice(spot, compound):
    before = spot.count("registry_compound")
    spot.sign_in()
    spot.page.get_by_role("button", name="新增小区").click()
    spot.fill("name", compound[1])
    spot.page.locator('[name="fact.jurisdiction"]').select_option("灵山县")
    spot.send()
    expect(spot.queue()).to_contain_text("需要更正")
    spot.page.get_by_role("button", name="修改").click()
    expect(spot.page.locator('[data-error-for="name"]')).to_contain_text(str(compound[0]))
    spot.fill("name", "河畔新村")
    spot.send()
    expect(spot.queue()).to_contain_text("没有等待发送的填报")
    assert spot.count("registry_compound") == before + 1
