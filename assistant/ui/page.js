/* Lead a citation to its characters in the record pane, announce replies and reports, and print. */
(() => {
  "use strict";
  let cameFrom = null;
  let announced = 0;
  let changed = "";

  const record = () => document.querySelector("section.record");

  function clear() {
    for (const mark of document.querySelectorAll("section.record mark")) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
    for (const one of document.querySelectorAll("section.record .located")) one.classList.remove("located");
  }

  /* Mark the UTF-16 units from start to end of an element's text; a slice may run through several text nodes. */
  function mark(element, start, end) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const parts = [];
    let at = 0;
    for (let node = walker.nextNode(); node && at < end; node = walker.nextNode()) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, node.length);
      if (from < to) parts.push([node, from, to]);
      at += node.length;
    }
    return parts.map(([node, from, to]) => {
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      const piece = document.createElement("mark");
      range.surroundContents(piece);
      return piece;
    });
  }

  function open(element) {
    for (let one = element; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  }

  function follow(button) {
    const root = record();
    if (!root || root.dataset.trial !== button.dataset.trial) {
      button.disabled = true;
      button.title = `From another record: ${button.dataset.trial}`;
      return;
    }
    clear();
    for (const one of document.querySelectorAll("[aria-current='location']")) one.removeAttribute("aria-current");
    const element = root.querySelector(`[data-pointer="${CSS.escape(button.dataset.at)}"]`);
    if (!element) return;
    open(element);
    const marks = mark(element, Number(button.dataset.start), Number(button.dataset.end));
    if (!marks.length) return;
    cameFrom = button;
    button.setAttribute("aria-current", "location");
    for (const back of root.querySelectorAll("[data-back]")) {
      back.hidden = false;
      back.textContent = button.closest(".report") ? "← Back to the criterion" : "← Back to the answer";
    }
    const first = marks[0];
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    const show = () => first.scrollIntoView({ block: marks.length > 6 ? "start" : "center", inline: "nearest" });
    show();
    // Parts that were skipped while off screen get their true height only now.
    requestAnimationFrame(show);
  }

  function back() {
    if (!cameFrom || !cameFrom.isConnected) return;
    cameFrom.scrollIntoView({ block: "center" });
    cameFrom.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.dataset.at !== undefined) follow(button);
    else if (button.dataset.back !== undefined) back();
    else if (button.dataset.referral !== undefined) printed(button.dataset.referral || "referral-file");
    else if (button.dataset.overrule || button.dataset.restore) changed = button.dataset.overrule || button.dataset.restore;
    else if (button.id === "judge") changed = "";
    else if (button.dataset.print !== undefined || button.id === "print") window.print();
  });

  /* While a Chinese or Japanese word is being composed, Enter chooses it and must not send the question. */
  document.addEventListener(
    "keypress",
    (event) => {
      if (event.isComposing || event.keyCode === 229) event.stopPropagation();
    },
    true,
  );

  /* Paper shows what the page folds. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".reply details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  function region() {
    let one = document.getElementById("announcer");
    if (!one) {
      one = document.createElement("div");
      one.id = "announcer";
      one.className = "visually-hidden";
      one.setAttribute("aria-live", "polite");
      one.setAttribute("role", "status");
      document.body.appendChild(one);
    }
    return one;
  }

  /* An example that was pressed is gone: go on from the reply. On a touch screen, let the keyboard go. */
  function settle(reply) {
    if (document.activeElement === document.body) {
      reply.tabIndex = -1;
      reply.focus({ preventScroll: true });
    } else if (matchMedia("(pointer: coarse)").matches) document.activeElement.blur();
  }

  /* Bring a new question or reply into view, and say the reply once. */
  function arrived() {
    const pending = document.querySelector(".turn.pending");
    const turns = document.querySelectorAll(".turn[data-turn]");
    const last = turns[turns.length - 1];
    if (!last && !pending) announced = 0;
    if (pending) pending.scrollIntoView({ block: "start" });
    else if (last && Number(last.dataset.turn) > announced) {
      announced = Number(last.dataset.turn);
      last.scrollIntoView({ block: "start" });
      settle(last.querySelector(".reply"));
      const said = last.querySelector(".statements, .failed");
      const banner = last.querySelector(".banner");
      if (said && !last.querySelector("[role='alert']")) {
        const live = region();
        live.lang = last.querySelector(".reply").lang;
        live.textContent = [banner, said].filter(Boolean).map((one) => one.innerText).join(" ");
      }
    }
  }

  /* Lead to the questions for the study team when they have been made. */
  function sheeted(changes) {
    const sheet = document.getElementById("sheet");
    const head = sheet?.querySelector("[tabindex='-1']");
    if (!head || !changes.some((one) => sheet.contains(one.target))) return;
    head.scrollIntoView({ block: "center" });
    head.focus({ preventScroll: true });
  }

  /* Open a page that this one holds as a data: link in a window of its own, and print it from there. */
  async function printed(id) {
    const link = document.getElementById(id);
    const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (one) => one.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: "text/html;charset=utf-8" }));
    const opened = window.open(address);
    if (!opened) return void link.click();
    opened.addEventListener("load", () => {
      URL.revokeObjectURL(address);
      opened.print();
    });
  }

  /* Lead to a new report's outcome, or back to the criterion that was overruled, and say the outcome. The framework
     may put one report in twice, so what was changed is kept until the next press. */
  function reported(changes) {
    const report = document.getElementById("report");
    const outcome = report?.querySelector(".outcome");
    if (!outcome || !changes.some((one) => report.contains(one.target))) return;
    const finding = changed && document.getElementById(`finding-${changed}`);
    const target = finding || outcome;
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    target.scrollIntoView({ block: finding ? "center" : "start" });
    target.focus({ preventScroll: true });
    region().lang = "en";
    region().textContent = outcome.querySelector("h2").innerText;
  }

  /* A report speaks of the facts it was made from: say so when they change. */
  document.addEventListener("input", (event) => {
    const stale = document.querySelector("#report .stale");
    if (stale && event.target.closest("#facts")) stale.hidden = false;
  });

  function start() {
    region();
    const conversation = document.getElementById("conversation");
    if (!conversation || !document.getElementById("talk")) return void setTimeout(start, 50);
    // The framework writes the group's name beside its choices, not as their legend.
    document.getElementById("audience")?.setAttribute("aria-label", "I am");
    new MutationObserver(arrived).observe(conversation, { childList: true, subtree: true });
    // The framework puts the report's own element in only when its tab is first opened.
    new MutationObserver(sheeted).observe(document.getElementById("talk"), { childList: true, subtree: true });
    new MutationObserver(reported).observe(document.getElementById("talk"), { childList: true, subtree: true });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
