"""The physician's check in a real browser: given, understood, corrected, judged, followed, overruled, printed."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from ingest.record import TrialRecord
from ingest.sources import parse

NOTE = "34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC. Kidney transplant in 2015. Father has RA."
TRANSPLANT = "Those with a history of major organ transplantation."


def opened(visit: Any, served: Any, width: int = 1280, height: int = 800, **options: Any) -> Any:
    page = visit(served.url, width, height, **options)
    page.get_by_role("tab", name="Check a patient").click()
    page.locator("#note textarea").wait_for()
    return page


def understand(page: Any, note: str = NOTE) -> str:
    page.locator("#note textarea").fill(note)
    page.get_by_role("button", name="Read the note").click()
    page.wait_for_function("document.querySelector('#facts textarea').value !== ''")
    return str(page.locator("#facts textarea").input_value())


def check(page: Any) -> Any:
    page.get_by_role("button", name="Check every criterion").click()
    outcome = page.locator(".outcome")
    outcome.wait_for()
    return outcome


def finding(page: Any, words: str) -> Any:
    return page.locator(".finding").filter(has=page.locator("blockquote").get_by_text(words, exact=True))


def overrule(page: Any, one: Any, holds: str, reason: str) -> None:
    one.locator(".overrule summary").click()
    one.locator("select").select_option(holds)
    one.locator("input").fill(reason)
    one.get_by_role("button", name=re.compile("Overrule")).click()
    one.locator(".clinician").wait_for()


def marked(page: Any) -> str:
    return str(page.evaluate("[...document.querySelectorAll('section.record mark')].map(m => m.textContent).join('')"))


def mark_is_seen(page: Any) -> bool:
    page.wait_for_timeout(150)
    return bool(
        page.evaluate(
            """() => {
              const box = document.querySelector('section.record mark').getClientRects()[0];
              const x = box.left + box.width / 2, y = box.top + box.height / 2;
              return document.elementFromPoint(x, y)?.tagName === 'MARK';
            }"""
        )
    )


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_a_note_is_understood_checked_followed_and_overruled(serve: Any, visit: Any, size: tuple[int, int]) -> None:
    page = opened(visit, serve(), *size)
    facts = understand(page)
    assert "SLE" in facts
    assert "status: family" in facts
    outcome = check(page)
    assert outcome.locator("h2").inner_text() == "Blocking criterion found"
    assert TRANSPLANT in outcome.locator(".blocking").inner_text()
    one = finding(page, TRANSPLANT)
    assert one.locator(".chip").inner_text() == "Blocks"
    assert one.locator(".patient q").inner_text() == "Kidney transplant in 2015."
    one.locator(".head .show").click()
    assert marked(page) == TRANSPLANT
    assert mark_is_seen(page)
    page.get_by_role("button", name="Back to the criterion").click()
    assert page.evaluate("document.activeElement.className") == "show"
    overrule(page, one, "no", "It was a corneal graft")
    assert one.locator(".chip").inner_text() == "Clear"
    assert "It was a corneal graft" in one.locator(".clinician").inner_text()
    assert "No blocker found" in outcome.locator("h2").inner_text()
    page.wait_for_function("document.activeElement.classList.contains('finding')")
    one.get_by_role("button", name=re.compile("Take back")).click()
    outcome.get_by_text("Blocking criterion found").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.failures == []


def test_blockers_come_first_in_each_group_and_other_cohorts_last(serve: Any, visit: Any) -> None:
    page = opened(visit, serve())
    understand(page)
    check(page)
    titles = page.locator(".group:not(.wanted) > h3, .group > summary").all_inner_texts()
    assert [title.split(" (")[0] for title in titles] == [
        "Inclusion, common",
        "Inclusion, cohort “SLE”",
        "Exclusion",
        "Of another cohort: AAV, SSc, IIM, SjS",
    ]
    exclusions = page.locator(".group").filter(has=page.locator("h3", has_text="Exclusion"))
    assert exclusions.locator(".chip").first.inner_text() == "Blocks"


def test_what_was_understood_can_be_corrected_and_the_old_report_says_that_it_is_old(serve: Any, visit: Any) -> None:
    page = opened(visit, serve())
    facts = understand(page)
    check(page)
    assert not page.locator(".stale").is_visible()
    page.locator("#facts textarea").fill(re.sub(r"- name: Kidney transplant(\n  .*)+", "", facts))
    assert page.locator(".stale").is_visible()
    page.get_by_role("button", name="Check every criterion").click()
    page.locator(".outcome.open").wait_for()
    assert "No blocker found" in page.locator(".outcome h2").inner_text()


def test_an_overruling_needs_an_answer_and_a_reason(serve: Any, visit: Any) -> None:
    page = opened(visit, serve())
    understand(page)
    check(page)
    one = finding(page, TRANSPLANT)
    one.locator(".overrule summary").click()
    one.locator("select").select_option("no")
    one.get_by_role("button", name="Overrule E5").click()
    assert one.locator(".lacking").is_visible()
    assert page.evaluate("document.activeElement.name") == "reason"
    assert page.locator(".clinician").count() == 0


def test_a_form_gives_the_same_facts_to_correct(serve: Any, visit: Any) -> None:
    page = opened(visit, serve())
    page.get_by_role("tab", name="Fill a form").click()
    page.locator("#form-age input, #form-age textarea").first.fill("75")
    page.locator("#form-sex").get_by_label("Female", exact=True).check()
    page.locator("#form-conditions textarea").fill("SLE since 2019")
    page.get_by_role("button", name="Read the form").click()
    page.wait_for_function("document.querySelector('#facts textarea').value.includes('SLE')")
    assert "pregnant" not in page.locator("#facts textarea").input_value()
    check(page)
    assert finding(page, "Aged 18 to 70 years, either sex.").locator(".chip").inner_text() == "Blocks"


def test_a_bundle_gives_the_same_facts_to_correct(serve: Any, visit: Any) -> None:
    patient = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1990-05-01"}
    page = opened(visit, serve())
    page.get_by_role("tab", name="Paste a FHIR bundle").click()
    page.locator("#bundle textarea").fill(json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}]}))
    page.get_by_role("button", name="Read the bundle").click()
    page.wait_for_function("document.querySelector('#facts textarea').value.includes('1990-05-01')")


def test_the_summary_opens_by_itself_with_digest_date_and_overrulings(
    serve: Any, visit: Any, record: TrialRecord
) -> None:
    page = opened(visit, serve())
    understand(page)
    check(page)
    overrule(page, finding(page, TRANSPLANT), "no", "It was a corneal graft")
    page.context.add_init_script("window.print = () => { window.printed = true; }")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Print the referral summary").click()
    summary = popup.value
    summary.wait_for_function("window.printed")
    said = summary.locator("body").inner_text()
    assert record.source.digest in said
    assert "It was a corneal graft" in said
    assert "No blocker found" in said
    saved = base64.b64decode(page.locator("#referral-file").get_attribute("href").split(",")[1]).decode()
    assert record.source.digest in saved


@pytest.mark.parametrize("note", [NOTE, "34 F"], ids=["one cohort", "no cohort known"])
def test_the_summary_is_one_page(serve: Any, visit: Any, note: str) -> None:
    page = opened(visit, serve())
    understand(page, note)
    check(page)
    saved = base64.b64decode(page.locator("#referral-file").get_attribute("href").split(",")[1]).decode()
    paper = page.context.new_page()
    paper.set_content(saved)
    assert len(re.findall(rb"/Type\s*/Page\b", paper.pdf(prefer_css_page_size=True))) == 1


def test_nothing_of_a_patient_is_kept_logged_or_sent_elsewhere(
    serve: Any, visit: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    page = opened(visit, serve())
    understand(page, "34 F, SLE, lives with a zorbital hamster")
    check(page)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
    captured = capfd.readouterr()
    for word in ("zorbital", "SLE"):
        assert word not in kept + caplog.text + captured.out + captured.err
    hosts = {urlsplit(url).hostname for url in page.asked_for if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    page.get_by_role("button", name="Forget this patient").click()
    page.wait_for_function("document.querySelector('#facts textarea').value === ''")
    assert page.locator("#note textarea").input_value() == ""
    assert page.locator(".report").count() == 0


def test_two_physicians_do_not_see_each_other(serve: Any, visit: Any) -> None:
    served = serve()
    first, second = opened(visit, served), opened(visit, served)
    understand(first)
    check(first)
    assert second.locator("#facts textarea").input_value() == ""
    assert second.locator(".report").count() == 0


def test_markup_in_a_note_is_shown_as_text(serve: Any, visit: Any) -> None:
    page = opened(visit, serve())
    understand(page, "34 F with SLE <img src=x onerror='window.hacked=1'> ${window.hacked=2} {{window.hacked=3}}.")
    check(page)
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#report img, #report script").count() == 0


def test_another_trial_takes_the_report_away_and_keeps_the_facts(serve: Any, visit: Any, record: TrialRecord) -> None:
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000501", "briefTitle": "Another invented study"},
            "statusModule": {"overallStatus": "RECRUITING"},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* 🩺 Age 40 years or older\n\nExclusion Criteria:\n\n* Gout\n"
            },
        }
    }
    page = opened(visit, serve(record, parse(json.dumps(study, ensure_ascii=False), "other.json")))
    facts = understand(page)
    check(page)
    page.locator("#trial input").click()
    page.get_by_role("option", name=re.compile("NCT00000501")).click()
    page.locator(".report").wait_for(state="detached")
    assert page.locator("#facts textarea").input_value() == facts
    check(page)
    page.locator(".finding.blocks .show").first.click()
    assert marked(page) == "🩺 Age 40 years or older"


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_check_has_enough_contrast(serve: Any, visit: Any, scheme: str) -> None:
    page = opened(visit, serve(), color_scheme=scheme)
    understand(page)
    check(page)
    overrule(page, finding(page, "Other autoimmune diseases."), "unknown", "To be asked")
    finding(page, TRANSPLANT).locator(".overrule summary").click()
    page.locator(".group > summary").click()
    page.wait_for_timeout(300)
    assert page.evaluate(_CONTRAST) == []
    page.get_by_role("tab", name="Fill a form").click()
    page.wait_for_timeout(300)
    assert page.evaluate(_CONTRAST) == []


def test_the_keyboard_is_enough(serve: Any, visit: Any) -> None:
    page = opened(visit, serve())
    understand(page)
    page.locator("#judge").focus()
    page.keyboard.press("Enter")
    page.locator(".outcome").wait_for()
    page.wait_for_function("document.activeElement.id === 'outcome'")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.finding.blocks .head .show')"):
            break
    page.keyboard.press("Enter")
    assert marked(page) == TRANSPLANT
