"""The chat in a real browser: asked, answered, followed into the record, by mouse, by keyboard and on a phone."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from assistant.ui.serve import ServeSettings
from ingest.record import TrialRecord
from ingest.sources import parse

AGE = "im 74 is that too old for this?"


def ask(page: Any, question: str) -> Any:
    """Type a question, press Enter, and return the reply."""
    before = page.locator(".reply").count()
    box = page.locator("#question textarea, #question input").first
    box.fill(question)
    box.press("Enter")
    reply = page.locator(".reply").nth(before)
    reply.wait_for()
    return reply


def marked(page: Any) -> str:
    return str(page.evaluate("[...document.querySelectorAll('section.record mark')].map(m => m.textContent).join('')"))


def mark_is_seen(page: Any) -> bool:
    """Whether the first mark lies in the window, in its pane, and under nothing."""
    page.wait_for_timeout(150)
    return bool(
        page.evaluate(
            """() => {
              const box = document.querySelector('section.record mark').getClientRects()[0];
              const x = box.left + box.width / 2, y = box.top + box.height / 2;
              if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
              return document.elementFromPoint(x, y)?.tagName === 'MARK';
            }"""
        )
    )


@pytest.fixture
def long_study() -> TrialRecord:
    """A study with 500 sites, whose criteria carry a flag, a script and Windows line ends."""
    sites = [
        {"facility": f"Hospital {n} 🏥", "city": f"City {n}", "country": "China", "status": "RECRUITING"}
        for n in range(500)
    ]
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000500", "briefTitle": "A long <i>invented</i> study"},
            "statusModule": {"overallStatus": "RECRUITING"},
            "descriptionModule": {"briefSummary": "Words. " * 20_000},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\r\n\r\n* 🇨🇳 consent\r\n\r\nExclusion Criteria:\r\n\r\n"
                "* 🧪 known <script>window.hacked = 1</script> allergy & more\r\n",
                "maximumAge": "70 Years",
            },
            "contactsLocationsModule": {"locations": sites},
        }
    }
    return parse(json.dumps(study, ensure_ascii=False), "long.json")


def test_an_answer_leads_to_its_words_in_the_record(serve: Any, visit: Any, record: TrialRecord) -> None:
    page = visit(serve().url)
    reply = ask(page, AGE)
    assert "74 is above the upper age limit" in reply.inner_text()
    quote = reply.locator("blockquote").first.inner_text()
    reply.locator(".cite").first.click()
    assert marked(page) == quote == "Aged 18 to 70 years"
    assert mark_is_seen(page)
    assert page.failures == []


def test_the_page_talks_to_its_own_server_only(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    ask(page, AGE).locator(".show").first.click()
    page.wait_for_timeout(500)
    assert len(page.asked_for) > 5
    assert {urlsplit(url).hostname for url in page.asked_for if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


def test_nothing_of_the_conversation_is_kept_in_the_browser(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    ask(page, AGE)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "74" not in kept
    page.reload()
    page.locator(".welcome").wait_for()
    assert page.locator(".reply").count() == 0


def test_on_a_phone_the_record_is_one_press_away_and_so_is_the_way_back(serve: Any, visit: Any) -> None:
    page = visit(serve().url, 390, 844)
    reply = ask(page, AGE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reply.locator(".show").first.click()
    assert marked(page) == "Aged 18 to 70 years"
    assert mark_is_seen(page)
    page.get_by_role("button", name="Back to the answer").click()
    assert page.evaluate("document.activeElement.className") == "show"
    assert reply.locator(".show").first.is_visible()


def test_the_keyboard_is_enough(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    page.locator("#question textarea, #question input").first.focus()
    page.keyboard.type(AGE)
    page.keyboard.press("Enter")
    page.locator(".reply").wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "cite":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert marked(page) == "Aged 18 to 70 years"
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "cite"


def test_markup_and_templates_in_a_question_are_shown_as_text(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    hostile = "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'> ${window.hacked=3} {{7*7}} `"
    ask(page, hostile)
    assert page.locator(".asked").last.inner_text().endswith(hostile)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".turn img, .turn script").count() == 0


def test_a_long_json_record_stays_usable_and_exact(serve: Any, visit: Any, long_study: TrialRecord) -> None:
    page = visit(serve(long_study).url)
    reply = ask(page, "which hospitals?")
    assert reply.locator("blockquote").count() == 500
    reply.get_by_text("496 more").click()
    for n in (0, 250, 499):
        reply.locator(".show").nth(n).click()
        assert marked(page) == f"Hospital {n} 🏥"
        assert mark_is_seen(page)
    assert page.evaluate("window.hacked") is None


def test_a_slice_after_a_flag_and_windows_line_ends_is_marked_exactly(
    serve: Any, visit: Any, long_study: TrialRecord
) -> None:
    page = visit(serve(long_study).url)
    reply = ask(page, "what are the exclusions?")
    reply.locator(".cite").first.click()
    assert marked(page) == "🧪 known <script>window.hacked = 1</script> allergy & more"
    assert page.evaluate("window.hacked") is None


def test_a_second_press_moves_the_mark(serve: Any, visit: Any, record: TrialRecord) -> None:
    page = visit(serve().url)
    reply = ask(page, "list the exclusions")
    whole = page.evaluate("document.querySelector('.page').textContent")
    for n in (5, 0, 3):
        reply.locator(".cite").nth(n).click()
        assert marked(page) == reply.locator("blockquote").nth(n).text_content()
    assert page.evaluate("document.querySelector('.page').textContent") == whole == record.source.text


def test_an_example_is_asked_with_one_press(serve: Any, visit: Any) -> None:
    served = serve()
    page = visit(served.url)
    page.get_by_role("button", name="哪些医院参加？").click()
    page.locator(".reply[lang=zh]").wait_for()
    assert [question.text for question in served.assistant.questions] == ["哪些医院参加？"]


def test_a_clinician_is_answered_as_one(serve: Any, visit: Any) -> None:
    served = serve()
    page = visit(served.url)
    page.get_by_role("group", name="I am").get_by_label("A clinician").check()
    page.get_by_role("button", name="List the exclusion criteria").click()
    page.locator(".reply").wait_for()
    assert served.assistant.questions[-1].audience == "clinician"


def test_an_emergency_is_an_alert(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    ask(page, "i have chest pain")
    assert "Call your local emergency number" in page.get_by_role("alert").inner_text()


def test_a_reply_is_said_once_to_a_screen_reader(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    ask(page, AGE)
    page.wait_for_timeout(200)
    said = page.locator("#announcer[aria-live=polite]").inner_text()
    assert said.startswith("74 is above the upper age limit")


def test_silence_looks_different_and_says_where_it_looked(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    reply = ask(page, "phone number?")
    assert reply.evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed"
    assert not reply.get_by_text("Trial Locations").is_visible()
    reply.locator("summary").click()
    assert reply.get_by_text("Trial Locations").is_visible()


def test_what_was_asked_before_goes_with_the_next_question_until_forgotten(serve: Any, visit: Any) -> None:
    served = serve()
    page = visit(served.url)
    ask(page, AGE)
    ask(page, "list the exclusions")
    assert served.assistant.questions[-1].history[0].text == AGE
    page.get_by_role("button", name="New conversation").click()
    page.locator(".welcome").wait_for()
    ask(page, AGE)
    assert served.assistant.questions[-1].history == ()


def test_two_visitors_do_not_see_each_other(serve: Any, visit: Any) -> None:
    served = serve()
    first, second = visit(served.url), visit(served.url)
    ask(first, AGE)
    ask(second, "list the exclusions")
    assert served.assistant.questions[-1].history == ()
    assert AGE not in second.locator("#conversation").inner_text()


def test_another_trial_brings_its_own_record_and_a_new_conversation(
    serve: Any, visit: Any, record: TrialRecord, long_study: TrialRecord
) -> None:
    served = serve(record, long_study)
    page = visit(served.url)
    ask(page, AGE).locator(".cite").click()
    page.locator("#trial input").click()
    page.get_by_role("option", name=re.compile("NCT00000500")).click()
    page.locator("section.record[data-trial=NCT00000500]").wait_for()
    assert page.locator(".reply").count() == 0
    assert page.locator("section.record mark").count() == 0
    reply = ask(page, "what are the exclusions?")
    reply.locator(".cite").first.click()
    assert marked(page).startswith("🧪 known")
    assert served.assistant.questions[-1].trial == "NCT00000500"


def test_an_answer_about_another_trial_brings_that_record_and_keeps_the_conversation(
    serve: Any, visit: Any, record: TrialRecord, long_study: TrialRecord
) -> None:
    served = serve(record, long_study)
    page = visit(served.url)
    first = ask(page, AGE)
    reply = ask(page, "what are the exclusions of NCT00000500?")
    page.locator("section.record[data-trial=NCT00000500]").wait_for()
    assert page.locator(".reply").count() == 2
    reply.locator(".cite").first.click()
    assert marked(page).startswith("🧪 known")
    first.locator(".cite").click()
    assert marked(page).startswith("🧪 known")
    assert first.locator(".cite").is_disabled()
    ask(page, "and the hospitals?")
    assert served.assistant.questions[-1].trial == "NCT00000500"


def test_one_trial_needs_no_chooser_and_the_framework_shows_no_footer(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    assert not page.locator("#trial").is_visible()
    assert not page.locator("footer").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("question", [AGE, "phone number?", "i have chest pain"], ids=["answer", "silence", "alert"])
def test_every_text_has_enough_contrast(serve: Any, visit: Any, scheme: str, question: str) -> None:
    page = visit(serve().url, color_scheme=scheme)
    reply = ask(page, question)
    if reply.locator(".cite").count():
        reply.locator(".cite").first.click()
    assert page.evaluate(_CONTRAST) == []


_CONTRAST = """() => {
  const channels = (css) => (css.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(one).backgroundColor);
      if (a > 0.99 && r !== undefined) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const skipped = element.closest(".visually-hidden, script, style, .hide");
    if (!node.data.trim() || skipped || !element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(channels(style.color).slice(0, 3)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([node.data.trim().slice(0, 40), style.color, ratio.toFixed(2)].join(" | "));
  }
  return poor;
}"""


def test_at_double_zoom_nothing_is_cut_off(serve: Any, visit: Any) -> None:
    page = visit(serve().url, 640, 400, device_scale_factor=2)
    reply = ask(page, "list the exclusions")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reply.locator(".show").nth(2).click()
    assert mark_is_seen(page)


def _fetch(url: str, body: object = None) -> tuple[int, str]:
    reply = httpx.get(url, timeout=20) if body is None else httpx.post(url, json=body, timeout=20)
    return reply.status_code, reply.text


def test_nothing_can_be_called_by_name_unless_asked_for(serve: Any) -> None:
    url = serve().url
    config = json.loads(_fetch(f"{url}/config")[1])
    assert {one["api_visibility"] for one in config["dependencies"]} == {"private"}
    names = {str(one["api_name"]) for one in config["dependencies"]} | {"ask", "answer", "predict", "choose"}
    for name in names:
        assert _fetch(f"{url}/gradio_api/call/{name}", {"data": []})[0] == 404
        assert _fetch(f"{url}/gradio_api/run/{name}", {"data": []})[0] == 404
    for path in ("gradio_api/info", "gradio_api/upload", "gradio_api/file=pyproject.toml", "monitoring", "docs"):
        assert _fetch(f"{url}/{path}")[0] == 404


def test_the_api_answers_when_asked_for(serve: Any) -> None:
    url = serve(settings=ServeSettings(port=0, api=True)).url
    info = json.loads(_fetch(f"{url}/gradio_api/info")[1])
    assert list(info["named_endpoints"]) == ["/ask"]
    status, event = _fetch(f"{url}/gradio_api/call/ask", {"data": [AGE, "", "patient"]})
    assert status == 200
    answer = _fetch(f"{url}/gradio_api/call/ask/{json.loads(event)['event_id']}")[1]
    assert "Aged 18 to 70 years" in answer


def test_a_login_is_required_when_set(serve: Any) -> None:
    url = serve(settings=ServeSettings(port=0, auth=("nurse", "invented"))).url
    assert _fetch(f"{url}/config")[0] == 401
    assert "LUCAR" not in _fetch(url)[1]


def test_enter_that_chooses_a_chinese_word_does_not_send(serve: Any, visit: Any) -> None:
    served = serve()
    page = visit(served.url)
    box = page.locator("#question textarea, #question input").first
    box.fill("哪些")
    box.evaluate(
        """e => ["keydown", "keypress"].forEach(kind => e.dispatchEvent(
             new KeyboardEvent(kind, {key: "Enter", isComposing: true, bubbles: true, cancelable: true})))"""
    )
    page.wait_for_timeout(300)
    assert served.assistant.questions == []
    box.press("Enter")
    page.locator(".reply").wait_for()
    assert [question.text for question in served.assistant.questions] == ["哪些"]


def test_words_typed_while_an_answer_is_made_stay(serve: Any, visit: Any) -> None:
    served = serve()
    served.assistant.wait = 1.0
    page = visit(served.url)
    box = page.locator("#question textarea, #question input").first
    box.fill(AGE)
    box.press("Enter")
    page.locator(".stages .now").wait_for()
    box.fill("and then")
    page.locator(".reply").wait_for()
    page.wait_for_timeout(200)
    assert box.input_value() == "and then"


def test_what_goes_wrong_inside_is_said_without_the_askers_words_in_the_log(
    serve: Any, visit: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    page = visit(serve().url)
    reply = ask(page, "please crash on my secret illness")
    assert "Something went wrong here" in reply.inner_text()
    captured = capfd.readouterr()
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text + captured.out + captured.err


def test_an_example_pressed_by_keyboard_leaves_the_focus_on_the_reply(serve: Any, visit: Any) -> None:
    page = visit(serve().url)
    page.get_by_role("button", name="Who can take part?").focus()
    page.keyboard.press("Enter")
    page.locator(".reply").wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.classList.contains('reply')")


_SERVE = """
from assistant.ui import ServeSettings, serve

class Empty:
    model = None
    def trials(self): return ()
    def ask(self, question): raise AssertionError
    def record(self, id): raise AssertionError

serve(Empty(), ServeSettings(port={port}), announce=lambda line: print(line, flush=True))
"""


def test_ctrl_c_stops_the_server_quietly() -> None:
    pytest.importorskip("gradio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _SERVE.format(port=port)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert f"http://127.0.0.1:{port}" in running.stdout.readline()
        for _ in range(100):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port}", timeout=5).status_code == 200:
                    break
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out.strip()) == (0, "Stopped.")
    assert "Traceback" not in err
