/* The page's script: turns presses into events for the server, and keeps what only a browser can keep
   (focus, scrolling, drawers, a message that did not arrive). All content comes from the server as HTML. */
(() => {
  "use strict";
  const LOST_AFTER_MS = 15000;
  const SILENT_AFTER_MS = 60000;
  const OPPOSITE = { like: "dislike", dislike: "like" };
  const DRAFT = "cicerone-draft"; // in this tab: what is written and not yet sent outlives a reload
  const $ = (selector, root = document) => root.querySelector(selector);
  let waiting = null; // the words of the turn that is on its way
  let pressedIn = null; // the drawer of the last press, to keep the focus near it
  let following = false; // whether the log keeps the last question at its top

  /* From the page to the server, over two wires: feedback has one of its own, so that it need not wait for
     a turn to end. On a wire one press follows the other, and each ends with a signal that carries its number. */

  const OPENING = 0; // the number of the page's own opening, before which nothing is sent
  const wires = {};
  for (const name of ["main", "feedback"])
    wires[name] = { trigger: null, queue: [], current: { id: OPENING, act: "arrive" }, heard: {}, timer: null };
  let presses = OPENING;

  function act(name, data) {
    if (name === "say" && !hold(data.text)) return;
    const wire = wires[name === "feedback" ? "feedback" : "main"];
    wire.queue.push({ id: ++presses, act: name, data });
    pump(wire);
    if (wire.current && wire.current.id === OPENING) patience(wire, LOST_AFTER_MS);
  }

  function pump(wire) {
    if (wire.current || !wire.queue.length) return;
    wire.current = wire.queue.shift();
    patience(wire, LOST_AFTER_MS);
    wire.trigger({ ...wire.current, id: String(wire.current.id) });
  }

  function patience(wire, milliseconds) {
    clearTimeout(wire.timer);
    wire.timer = setTimeout(() => lost(wire), milliseconds);
  }

  function end(wire) {
    clearTimeout(wire.timer);
    if (wire.current && wire.current.act === "say") release();
    wire.current = null;
    keepFocus();
    pump(wire);
  }

  function hold(text) {
    if (!text.trim()) return false;
    if (waiting !== null) {
      notice("One moment: I am still answering.");
      return false;
    }
    waiting = text;
    document.body.classList.add("ci-busy");
    notice("");
    closeDrawers();
    following = true;
    return true;
  }

  function release() {
    waiting = null;
    document.body.classList.remove("ci-busy");
  }

  function lost(wire) {
    const said = wire === wires.main && waiting !== null;
    const accepted = said && wire.heard.accepted && wire.heard.id === String(wire.current.id);
    const box = $("#ci-box");
    if (said && !accepted && box && !box.value) write(box, waiting);
    if (said) release();
    wire.queue = [];
    wire.current = wire.current.id === OPENING ? wire.current : null;
    notice(
      accepted ? "The answer is long in coming. Reload the page to see whether it arrived."
        : said ? "I lost the connection; your message is kept. Send it again when you are back."
          : "I lost the connection. Try that again when you are back.",
      true
    );
  }

  /* From the server to the page. A signal repeats what its press has signalled before (the page sees only
     the last of several that come at once), so each part of it acts once. */

  function hear(name, value) {
    if (!value) return;
    const wire = wires[name];
    const told = JSON.parse(value);
    const before = wire.heard.id === told.id ? wire.heard : {};
    const is = (part) => told[part] && !before[part];
    wire.heard = told;
    if (is("accepted")) accepted(wire);
    if (is("marks")) mark(told.marks.in, told.marks.item, told.marks.kinds);
    if (is("notice")) notice(told.notice, told.wrong);
    if (is("focus")) { closeDrawers(); following = true; focusBox(); }
    if (is("ready")) { following = true; follow(); Object.values(wires).forEach(open); }
    if (is("done") && wire.current && told.id === String(wire.current.id)) end(wire);
  }

  function open(wire) {
    if (wire.current && wire.current.id === OPENING && wire.trigger) end(wire);
  }

  function accepted(wire) {
    patience(wire, SILENT_AFTER_MS);
    const box = $("#ci-box");
    if (box && waiting !== null && box.value.trim() === waiting.trim()) write(box, "");
  }

  function mark(catalog, item, kinds) {
    for (const card of document.querySelectorAll(".ci-card")) {
      if (card.dataset.item !== item || card.dataset.in !== catalog) continue;
      card.classList.toggle("ci-dimmed", kinds.includes("dislike"));
      for (const button of card.querySelectorAll("[data-kind]"))
        button.setAttribute("aria-pressed", String(kinds.includes(button.dataset.kind)));
    }
  }

  function markAtOnce(button) {
    const group = button.closest(".ci-verdicts");
    const kinds = [...group.querySelectorAll('[aria-pressed="true"]')].map((b) => b.dataset.kind);
    const kind = button.dataset.kind;
    mark(button.dataset.catalog, button.dataset.item,
      [...kinds.filter((k) => k !== OPPOSITE[kind] && k !== kind), kind]);
  }

  let clearing;
  function notice(text, wrong) {
    const place = $(".ci-notice");
    if (!place) return;
    clearTimeout(clearing);
    place.textContent = text;
    place.classList.toggle("ci-wrong", Boolean(wrong));
    if (text && !wrong) clearing = setTimeout(() => { place.textContent = ""; }, 6000);
  }

  /* Presses */

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if ("drawer" in button.dataset) return toggleDrawer(button.dataset.drawer, button);
    const name = button.dataset.act;
    if (!name) return;
    pressedIn = button.closest(".ci-drawer");
    if (button.dataset.confirm && !button.classList.contains("ci-armed")) return arm(button);
    const { act: _, confirm: __, ...data } = button.dataset;
    if (name === "feedback") {
      if (button.getAttribute("aria-pressed") === "true") return;
      markAtOnce(button);
    }
    act(name, data);
  });

  function arm(button) {
    const before = button.innerHTML;
    const label = button.getAttribute("aria-label");
    button.classList.add("ci-armed");
    button.textContent = button.dataset.confirm;
    button.removeAttribute("aria-label");
    const disarm = () => {
      if (!button.classList.contains("ci-armed")) return;
      button.classList.remove("ci-armed");
      button.innerHTML = before;
      if (label) button.setAttribute("aria-label", label);
    };
    setTimeout(disarm, 5000);
    button.addEventListener("blur", disarm, { once: true });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-submit]");
    if (!form) return;
    event.preventDefault();
    const data = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
    act(form.dataset.submit, data);
  });

  document.addEventListener("change", (event) => {
    const name = event.target.dataset && event.target.dataset.change;
    if (name) act(name, { value: event.target.value });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeDrawers(true);
    if (event.target.id !== "ci-box" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "ci-box") write(event.target, event.target.value);
  });

  function write(box, text) {
    if (box.value !== text) box.value = text;
    if (text) sessionStorage.setItem(DRAFT, text);
    else sessionStorage.removeItem(DRAFT);
    fit(box);
  }

  function fit(box) {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  }

  function focusBox() {
    const box = $("#ci-box");
    if (box && matchMedia("(pointer: fine)").matches) box.focus();
  }

  // Where the pressed button is gone, the focus goes to what stands nearest.
  function keepFocus() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const near = pressedIn && pressedIn.isConnected && getComputedStyle(pressedIn).visibility === "visible";
    if (near) $("button:not(.ci-shut), input", pressedIn).focus();
    else focusBox();
  }

  // An image that does not load gives way to the drawn cover below it.
  document.addEventListener("error", (event) => {
    if (event.target.matches && event.target.matches(".ci-cover img")) event.target.remove();
  }, true);

  /* Drawers: the side panels where the window is too narrow for them */

  let opener = null;
  const openDrawer = () => $(".ci-drawer.ci-open");

  function toggleDrawer(id, button) {
    const drawer = id && document.getElementById(id);
    if (!drawer || drawer.classList.contains("ci-open")) return closeDrawers(true);
    closeDrawers();
    opener = button;
    drawer.classList.add("ci-open");
    button.setAttribute("aria-expanded", "true");
    const first = $("button, input", drawer);
    if (first) first.focus();
  }

  function closeDrawers(backToOpener) {
    const drawer = openDrawer();
    if (!drawer) return;
    drawer.classList.remove("ci-open");
    for (const toggle of document.querySelectorAll(".ci-toggle")) toggle.setAttribute("aria-expanded", "false");
    if (backToOpener && opener) opener.focus();
    opener = null;
  }

  document.addEventListener("pointerdown", (event) => {
    const drawer = openDrawer();
    if (drawer && !drawer.contains(event.target) && !event.target.closest(".ci-toggle")) closeDrawers();
  });

  /* Scrolling: the last question goes to the top and the answer grows below it, until the reader scrolls */

  const log = () => $('#ci-talk [role="log"]');
  for (const kind of ["wheel", "touchmove"])
    document.addEventListener(kind, () => { following = false; }, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key)) following = false;
  });

  function follow() {
    const place = log();
    if (!following || !place) return;
    const asked = [...place.querySelectorAll(".ci-utterance")].pop();
    if (!asked) return;
    const top = asked.getBoundingClientRect().top - place.getBoundingClientRect().top + place.scrollTop;
    place.scrollTop = Math.max(0, top - 24);
  }

  const watchLog = new MutationObserver(() => requestAnimationFrame(follow));
  function watch() {
    const place = $("#ci-talk");
    const box = $("#ci-box");
    if (!place || !box) return requestAnimationFrame(watch);
    write(box, box.value || sessionStorage.getItem(DRAFT) || "");
    watchLog.observe(place, { childList: true, subtree: true, characterData: true });
    follow();
  }

  window.cicerone = {
    connect(name, trigger) {
      wires[name].trigger = trigger;
      if (name === "main") watch();
    },
    hear,
  };
})();
