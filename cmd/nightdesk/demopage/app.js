"use strict";
// The page draws whatever state the server sends and posts what is typed. It
// keeps nothing of its own but which staff phone is looked at and the language
// of the hints.
const $ = (id) => document.getElementById(id);
const counts = {};
let state = null, who = "", lang = "en", drawn = { them: -1, staff: "", wire: -1 };

const hints = {
  en: ["Text “hi” on the left and answer what it asks: a booked visit takes about three minutes.",
       ["hi", "I want a person", "do you take medicare?", "am i booked?", "stop texting me", "my friend wont wake up"]],
  es: ["Escriba “hola” a la izquierda y responda: una cita reservada toma unos tres minutos.",
       ["hola", "quiero hablar con una persona", "aceptan medicare?", "tengo cita?", "ya no me manden mensajes", "mi amigo no despierta"]],
};

async function post(path, body) {
  const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!r.ok) $("hint").textContent = "That did not work: " + (await r.text());
}

function el(tag, cls, text) {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text !== undefined) e.textContent = text;
  return e;
}

function bubbles(list, messages, emptyText, isStaff) {
  list.replaceChildren();
  if (!messages.length) list.append(el("li", "empty", emptyText));
  for (const m of messages) {
    const li = el("li", m.out ? "out" : isStaff && m.text.startsWith("Alert ") ? "in alert" : "in", m.text);
    li.append(el("time", "", m.at));
    list.append(li);
  }
  list.scrollTop = list.scrollHeight;
}

// The digits a text offers ("1 me 2 someone else") as buttons.
function digits(text) {
  const found = [];
  for (const m of text.matchAll(/(?:^|[\s(])(\d)(?=[\s.)])/g)) if (!found.includes(m[1])) found.push(m[1]);
  return found.length > 1 ? found : [];
}

function chips(box, phone, words) {
  box.replaceChildren();
  for (const w of words) {
    const b = el("button", "", w);
    b.type = "button";
    b.onclick = () => post("demo/text", { phone: phone(), body: w });
    box.append(b);
  }
}

function draw() {
  $("now").textContent = state.now;
  $("clinic").textContent = state.clinic;
  const t = state.them.messages;
  if (drawn.them !== state.them.id + t.length) {
    drawn.them = state.them.id + t.length;
    bubbles($("them"), t, "No texts yet.", false);
    const last = [...t].reverse().find((m) => !m.out);
    chips($("quick"), () => "them", last && t.length && !t[t.length - 1].out ? [...digits(last.text), ...hints[lang][1].slice(1, 3)] : hints[lang][1]);
  }
  const select = $("who");
  if (select.options.length !== state.staff.length) {
    select.replaceChildren(...state.staff.map((s) => new Option(s.label, s.id)));
    who = who || state.staff[0].id;
    select.value = who;
  }
  // An alert on another phone must not go unseen: look at that one.
  for (const x of state.staff) {
    const n = x.messages.filter((m) => !m.out).length;
    if (n > (counts[x.id] ?? 0) && x.messages.at(-1).text.startsWith("Alert ")) { who = x.id; select.value = who; }
    counts[x.id] = n;
  }
  for (const [i, s] of state.staff.entries()) select.options[i].text = s.label + (s.messages.length ? " (" + s.messages.length + ")" : "");
  const s = state.staff.find((x) => x.id === who) || state.staff[0];
  if (drawn.staff !== s.id + s.messages.length) {
    drawn.staff = s.id + s.messages.length;
    bubbles($("staff"), s.messages, "No alerts. They arrive here when somebody needs a person.", true);
    chips($("staffquick"), () => s.id, s.messages.length ? ["1", "DONE", "PASS", "LIST"] : []);
  }
  if (drawn.wire !== state.wireSeq) {
    drawn.wire = state.wireSeq;
    drawWire();
  }
}

function drawWire() {
  const list = $("wire"), open = new Set([...list.querySelectorAll("details[open]")].map((d) => d.dataset.seq));
  list.replaceChildren();
  for (const w of state.wire) {
    const li = el("li"), d = el("details"), s = el("summary");
    d.dataset.seq = w.seq;
    d.open = open.has(String(w.seq));
    s.append(el("span", "dir", w.direction), el("span", "path", w.method + " " + w.path), el("span", w.status >= 400 ? "bad" : "", w.status || "no answer"));
    d.append(s, el("pre", "", w.request || "(empty)"), el("pre", "", w.response || "(empty)"));
    li.append(d);
    list.append(li);
  }
}

function setLang(l) {
  lang = l;
  for (const b of document.querySelectorAll("[data-lang]")) b.setAttribute("aria-pressed", b.dataset.lang === l);
  $("hint").textContent = hints[l][0];
  drawn.them = -1;
  if (state) draw();
}

document.querySelectorAll("form").forEach((f) => f.addEventListener("submit", (e) => {
  e.preventDefault();
  const body = f.body.value.trim();
  if (!body) return;
  f.body.value = "";
  post("demo/text", { phone: f.dataset.phone === "them" ? "them" : who, body });
}));
document.querySelectorAll("[data-forward]").forEach((b) => b.addEventListener("click", () => post("demo/clock", { forward: b.dataset.forward })));
document.querySelectorAll("[data-until]").forEach((b) => b.addEventListener("click", () => post("demo/clock", { until: b.dataset.until })));
document.querySelectorAll("[data-lang]").forEach((b) => b.addEventListener("click", () => setLang(b.dataset.lang)));
$("who").addEventListener("change", (e) => { who = e.target.value; drawn.staff = ""; draw(); });
$("new").addEventListener("click", () => post("demo/person", {}));
setLang("en");

const events = new EventSource("demo/events");
events.onmessage = (e) => { state = JSON.parse(e.data); draw(); };
events.onerror = () => { $("hint").textContent = "The demo has stopped. Start it again: go run ./cmd/nightdesk demo"; };
events.onopen = () => { $("hint").textContent = hints[lang][0]; };
