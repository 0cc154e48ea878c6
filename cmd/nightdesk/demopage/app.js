"use strict";
// The page draws whatever state the server sends and posts what is tapped or
// typed. It keeps nothing of its own but what is looked at, what has been seen
// and the language.
const $ = (id) => document.getElementById(id);
const all = (selector) => document.querySelectorAll(selector);
const narrow = matchMedia("(max-width: 760px)");
const wireKept = 120;
let state = null, lang = "en", t = words.en, who = "", view = "them", wire = [], unseen = 0;
const done = new Set();
const seen = {}; // how many texts of each staff phone were looked at
let calm = false; // the first state is no news

async function post(path, body) {
  let failed = "";
  try {
    const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!r.ok) failed = await r.text();
  } catch {
    failed = t.gone;
  }
  problem(failed && t.failed + failed);
}

function problem(text) {
  $("problem").hidden = !text;
  $("problem").textContent = text;
}

function el(tag, cls, ...inside) {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  e.append(...inside.filter((x) => x !== undefined).map((x) => (x instanceof Node ? x : String(x))));
  return e;
}

function when(ms, parts) {
  return new Intl.DateTimeFormat(lang === "es" ? "es-US" : "en-US", { ...parts, timeZone: state.zone }).format(ms);
}
const clockTime = (ms) => when(ms, { hour: "numeric", minute: "2-digit" });
const day = (ms) => when(ms, { weekday: "short", month: "short", day: "numeric" });

// A number as people write it: +19075550100 is 907-555-0100.
const number = (n) => n.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "$1-$2-$3");

// Conversations. Texts are only added, so that a screen reader reads the new
// one, and a reader who has scrolled up is left where they are.
const talks = new Map();

function talkOf(list) {
  if (talks.has(list)) return talks.get(list);
  const box = list.parentElement, talk = { drawn: [], key: "", pinned: true, top: 0 };
  const pin = () => {
    if (talk.pinned) box.scrollTop = box.scrollHeight;
    talk.top = box.scrollTop;
  };
  box.addEventListener("scroll", () => { // only scrolling up lets go of the end
    const end = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    talk.pinned = end || (talk.pinned && box.scrollTop >= talk.top);
    talk.top = box.scrollTop;
  });
  new ResizeObserver(pin).observe(box);
  talk.pin = pin;
  talks.set(list, talk);
  return talk;
}

function drawTalk(list, phone, emptyText, isStaff) {
  const talk = talkOf(list), key = phone.id + phone.number + lang, same = talk.key === key && talk.drawn.every((id, i) => phone.messages[i]?.id === id);
  if (!same) {
    list.replaceChildren();
    Object.assign(talk, { key, drawn: [], pinned: true, top: 0 });
  }
  if (same && talk.drawn.length === phone.messages.length && list.childElementCount) return;
  if (!talk.drawn.length) list.replaceChildren();
  if (!phone.messages.length) list.append(el("li", "empty", emptyText));
  for (let i = talk.drawn.length; i < phone.messages.length; i++) {
    const m = phone.messages[i], before = phone.messages[i - 1];
    if (!before || day(before.at) !== day(m.at)) list.append(el("li", "day", day(m.at)));
    const li = el("li", m.out ? "out" : isStaff && m.text.startsWith("Alert ") ? "in alert" : "in", m.text, el("time", "", clockTime(m.at)));
    if (!isStaff) li.lang = languageOf(m.text);
    if (m.out) talk.pinned = true;
    list.append(li);
    talk.drawn.push(m.id);
  }
  talk.pin();
}

// Quick answers: [what is sent, what it means, kind].
function drawQuick(box, phone, answers) {
  const key = JSON.stringify([phone, answers]);
  if (box.dataset.key === key) return;
  const hadFocus = box.contains(document.activeElement) || box.dataset.refocus;
  box.dataset.key = key;
  delete box.dataset.refocus;
  box.replaceChildren(...answers.map(([text, label, kind]) => {
    const b = el("button", kind, ...(label ? [el("b", "", text), " ", el("span", "", label)] : [text]));
    b.type = "button";
    b.dataset.send = text;
    b.onclick = (e) => {
      if (e.detail === 0) box.dataset.refocus = "1"; // by keyboard: stay among the answers
      post("demo/text", { phone, body: text });
    };
    return b;
  }));
  if (hadFocus) box.querySelector("button")?.focus();
}

function answersNow() {
  const texts = state.them.messages, last = texts.at(-1), heard = texts.findLast((m) => !m.out), say = t.said;
  if (!last) return say.hello.map((x, i) => [x, "", i ? "" : "go"]);
  const answers = [];
  if (patterns.stop.test(heard?.text ?? "")) return [[say.start, "", "go"], [say.danger]];
  if (longAgo(state) && !patterns.reminder.test(heard.text)) answers.push([say.back, "", "go"]);
  if (heard && !last.out) {
    answers.push(...optionsOf(heard.text).map(([d, label]) => [d, label, "option"]));
    if (patterns.open.test(heard.text)) answers.push([say.later]);
    if (patterns.name.test(heard.text)) answers.push([say.name, "", "go"]);
    else if (!answers.length && /\?\s*$/.test(heard.text)) answers.push([say.skip]);
    if (languageOf(heard.text) !== lang) answers.push([say.other]);
  }
  if (answers.length > 4) return answers;
  const rest = heard && patterns.rest.test(heard.text) ? say.booked : [];
  return [...answers, ...[...rest, ...say.always].map((x) => [x, "", "soft"])];
}

function drawThem() {
  $("themsub").textContent = `${number(state.them.number)} ↔ ${state.short} ${number(state.line)}`;
  drawTalk($("them"), state.them, t.themEmpty, false);
  drawQuick($("quick"), "them", answersNow());
  talkOf($("them")).pin(); // the answers may have taken some of its room
}

// Staff phones: a tab each, with the number of texts not looked at yet.
const heardBy = (s) => s.messages.filter((m) => !m.out).length;
const unreadOf = (s) => heardBy(s) - (seen[s.id] ?? 0);
const looking = () => !narrow.matches || view === "staff";

function drawStaff() {
  who ||= state.staff[0].id;
  if (!calm) who = state.staff.toSorted((a, b) => (b.messages.at(-1)?.at ?? 0) - (a.messages.at(-1)?.at ?? 0))[0].id;
  // An alert on another phone brings that phone up, unless this one is in use.
  const alerted = state.staff.find((s) => s.id !== who && unreadOf(s) > 0 && s.messages.at(-1).text.startsWith("Alert "));
  const busy = $("p-staff").querySelector("input").value || $("p-staff").contains(document.activeElement);
  if (calm && alerted && !busy) who = alerted.id;
  const s = state.staff.find((x) => x.id === who);
  if (looking() || !calm) seen[s.id] = heardBy(s);
  drawTabs();
  $("staffsub").textContent = `${s.name}, ${s.role}, ${number(s.number)}`;
  drawTalk($("staff"), s, t.staffEmpty, true);
  drawQuick($("staffquick"), s.id, repliesOf(s));
  talkOf($("staff")).pin();
}

function repliesOf(s) {
  if (!s.messages.length) return [];
  const heard = s.messages.findLast((m) => !m.out)?.text ?? "", r = t.replies, mine = /is yours/.test(heard);
  const waiting = openAlerts([s]).length > 0;
  return [...(waiting ? [["1", r.take, "go"]] : []), ["DONE", r.done, mine ? "go" : ""], ["PASS", r.pass], ["LIST", r.list]];
}

function drawTabs() {
  const box = $("who");
  if (box.childElementCount !== state.staff.length) {
    box.replaceChildren(...state.staff.map((s) => {
      const b = el("button", "", firstName(s), " ", el("span", "badge"));
      b.type = "button";
      b.dataset.staff = s.id;
      b.onclick = () => { who = s.id; drawStaff(); };
      return b;
    }));
  }
  let total = 0;
  for (const s of state.staff) {
    const b = box.querySelector(`[data-staff="${s.id}"]`), n = unreadOf(s);
    total += n;
    b.setAttribute("aria-pressed", s.id === who);
    badge(b.querySelector(".badge"), n);
  }
  badge($("viewbadge"), total);
  document.title = (total ? `(${total}) ` : "") + t.title;
}

function badge(e, n) {
  e.hidden = n <= 0;
  if (n > 0) e.replaceChildren(el("span", "hear", t.unread(n)), Object.assign(el("span", "", n), { ariaHidden: "true" }));
}

// The tour: what there is to try, and what has been seen to work.
const tour = {
  book: () => (state.them.messages.length ? $("quick").querySelector("button")?.focus() : post("demo/text", { phone: "them", body: t.said.hello[0] })),
  others: () => { show("calendar"); $("others").click(); },
  person: () => post("demo/text", { phone: "them", body: t.said.person }),
  clock: () => post("demo/clock", { forward: "24h" }),
  back: () => post("demo/clock", { forward: "48h" }),
  stop: () => post("demo/text", { phone: "them", body: t.said.stop }),
  danger: () => post("demo/text", { phone: "them", body: t.said.danger }),
};

function drawTour() {
  for (const step of happened(state.them.messages)) done.add(step);
  if (state.others.booked) done.add("others");
  const list = $("tour");
  if (!list.childElementCount) {
    list.append(...Object.keys(tour).map((step) => {
      const b = el("button", "", el("span", "tick"), el("span", "name"));
      b.type = "button";
      b.dataset.step = step;
      b.onclick = () => { if (narrow.matches) show("them"); tour[step](); };
      return el("li", "", b);
    }));
  }
  const next = Object.keys(tour).find((step) => !done.has(step));
  for (const [i, step] of Object.keys(tour).entries()) {
    const b = list.querySelector(`[data-step="${step}"]`);
    b.className = done.has(step) ? "done" : step === next ? "next" : "";
    b.querySelector(".tick").textContent = done.has(step) ? "✓" : i + 1;
    b.querySelector(".name").textContent = t.tourSteps[step];
  }
  const hint = hintOf(state, t, done, who);
  if ($("hint").textContent !== hint) $("hint").textContent = hint; // it is read out when it changes
}

// The traffic. New lines go on top; whoever reads further down, or has one open,
// is left where they are and told how many came.
function drawWire(fresh) {
  const list = $("wire"), reading = list.scrollTop > 4 || list.querySelector("details[open]") || list.contains(document.activeElement);
  if (!wire.length) { list.replaceChildren(el("li", "empty", t.wireEmpty)); return; }
  list.querySelector(".empty")?.remove();
  const height = list.scrollHeight;
  list.prepend(...fresh.map(wireLine));
  if (reading && fresh.length) {
    list.scrollTop += list.scrollHeight - height;
    unseen += fresh.length;
  } else if (!reading) {
    list.scrollTop = 0;
  }
  while (list.childElementCount > wireKept && !list.lastElementChild.querySelector("[open]")) list.lastElementChild.remove();
  wire.length = Math.min(wire.length, wireKept);
  drawNewer();
}

function drawNewer() {
  if ($("wire").scrollTop < 4) unseen = 0;
  $("newer").hidden = !unseen;
  $("newer").textContent = t.newer(unseen);
}

// What a line is about: the text, and what was answered to it in the same breath.
function gistOf(w) {
  const reply = w.kind === "status" ? null : w.response.match(/<Message[^>]*>(?:<Body>)?([^<]+)/);
  return reply ? `${w.gist} → ${reply[1].replace(/&#(\d+|x[\da-f]+);/gi, (_, c) => String.fromCodePoint(c[0] === "x" ? parseInt(c.slice(1), 16) : +c)).replace(/&amp;/g, "&").replace(/\s+/g, " ")}` : w.gist;
}

function wireLine(w) {
  const out = w.kind === "send", status = el("span", w.status >= 400 || !w.status ? "code bad" : "code", w.status || t.noAnswer);
  const arrow = el("span", "arrow", out ? "→" : "←");
  arrow.title = out ? t.outward : t.inward;
  const line = el("summary", "", Object.assign(arrow, { ariaHidden: "true" }), el("span", "kind", t.kinds[w.kind] ?? w.kind, el("span", "hear", " " + (out ? t.outward : t.inward))),
    el("span", "gist", gistOf(w)), el("time", "", clockTime(w.at)), status);
  const d = el("details", "", line);
  d.addEventListener("toggle", () => { // filled when it is opened
    if (d.open && d.childElementCount === 1) {
      d.append(el("h3", "", t.asked), el("pre", "", `${w.method} ${w.path}\n${w.request || t.nothing}`), el("h3", "", t.answered), el("pre", "", `${w.status || t.noAnswer}\n${w.response || t.nothing}`));
    }
  });
  return el("li", w.kind, d);
}

function draw() {
  $("now").textContent = when(state.now, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
  $("now").dateTime = new Date(state.now).toISOString();
  document.body.classList.toggle("moving", state.moving);
  $("clinic").textContent = state.clinic;
  drawThem();
  drawStaff();
  drawCalendar();
  drawTour();
  calm = true;
}

function show(v) {
  view = v;
  document.body.dataset.view = v;
  if (tabs.includes(v)) showTab(v);
  for (const b of all(".views [data-view]")) b.setAttribute("aria-pressed", b.dataset.view === v);
  if (state) drawStaff();
}

function speak(l) {
  lang = l;
  t = words[l];
  document.documentElement.lang = l;
  for (const b of all("[data-lang]")) b.setAttribute("aria-pressed", b.dataset.lang === l);
  for (const e of all("[data-t]")) e.textContent = t[e.dataset.t];
  for (const e of all("[data-label]")) e.setAttribute("aria-label", t[e.dataset.label]);
  for (const e of all("[data-hold]")) e.placeholder = t[e.dataset.hold];
  document.title = t.title;
  $("tour").replaceChildren();
  if (!state) return;
  $("wire").replaceChildren();
  drawWire(wire);
  draw();
}

for (const f of all("form")) {
  f.addEventListener("submit", (e) => {
    e.preventDefault();
    const body = f.body.value.trim();
    if (!body) return;
    f.body.value = "";
    post("demo/text", { phone: f.dataset.phone === "them" ? "them" : who, body });
  });
}
for (const b of all("[data-forward]")) b.addEventListener("click", () => post("demo/clock", { forward: b.dataset.forward }));
for (const b of all("[data-until]")) b.addEventListener("click", () => post("demo/clock", { until: b.dataset.until }));
for (const b of all("[data-lang]")) b.addEventListener("click", () => speak(b.dataset.lang));
for (const b of all(".views [data-view]")) b.addEventListener("click", () => show(b.dataset.view));
$("new").addEventListener("click", () => post("demo/person", {}));
$("newer").addEventListener("click", () => { $("wire").scrollTop = 0; unseen = 0; drawNewer(); $("wire").focus({ preventScroll: true }); });
$("wire").addEventListener("scroll", drawNewer);
beginCalendar();
narrow.addEventListener("change", () => state && drawStaff());
speak(navigator.language.startsWith("es") ? "es" : "en");

const events = new EventSource("demo/events");
events.onopen = () => { wire = []; problem(""); $("wire").replaceChildren(); };
events.onmessage = (e) => {
  state = JSON.parse(e.data);
  wire.unshift(...state.wire);
  if (state.wire.length || !$("wire").childElementCount) drawWire(state.wire);
  draw();
};
events.onerror = () => problem(t.gone);
