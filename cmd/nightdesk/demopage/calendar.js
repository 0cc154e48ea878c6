"use strict";
// The calendar: one day of the clinic, as the server draws it. What is shown of a
// visit is when, where and how it stands, and whether it is the texter's own.
const drawnVisits = new Map(); // block id -> its element
let drawnDay = "", heardNews = 0, turnedTo = "", ofPage = 0, tab = "calendar";

const noon = (date) => Date.parse(date + "T12:00:00Z");
const dayName = (date, parts) => new Intl.DateTimeFormat(lang === "es" ? "es-US" : "en-US", { ...parts, timeZone: "UTC" }).format(noon(date));
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// A time of day from minutes after midnight: 8 AM, 12:30 PM.
const hourOf = (m) => new Intl.DateTimeFormat("en-US", { hour: "numeric", ...(m % 60 ? { minute: "2-digit" } : {}), timeZone: "UTC" }).format(m * 60e3);

// From one to another: 10:30–12:30, beside the hours that say AM and PM.
const hoursOf = (from, to) => [from, to].map((m) => hourOf(m).slice(0, -3)).join("–");
const hoursSaid = (from, to) => `${hourOf(from)}–${hourOf(to)}`;

function turnTo(date) {
  turnedTo = date;
  post("demo/day", { page: state.page, date });
}

function drawCalendar() {
  const c = state.calendar;
  if (!c.date) return;
  if (ofPage !== state.page) { // the stream began anew: it does not know what was turned to
    if (ofPage && turnedTo) turnTo(turnedTo);
    ofPage = state.page;
  }
  const key = [c.date, lang, c.from, c.to, JSON.stringify(c.places)].join();
  if (drawnDay !== key) {
    drawBoard(c);
    drawnDay = key;
  }
  drawHead(c);
  drawStrip(c);
  drawVisits(c);
  drawOthers();
  tellNews(c);
}

function drawHead(c) {
  const visits = c.blocks.filter((b) => !b.room), seats = visits.reduce((n, b) => n + (b.of ? b.n : 1), 0);
  put($("daytitle"), dayName(c.date, { weekday: "short", month: "short", day: "numeric" }));
  put($("daysum"), c.shut ? t.shut : t.visits(seats));
  $("prev").disabled = !c.prev;
  $("next").disabled = !c.next;
  $("follow").hidden = !c.turned;
}

function put(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

// The strip: the days around this one, and how many visits each holds.
function drawStrip(c) {
  const key = JSON.stringify([c.days, c.date, lang]), box = $("days");
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  while (box.childElementCount < c.days.length) {
    const b = el("button", "", el("span", "wd"), el("b"), el("span", "dots"), el("span", "hear"));
    b.type = "button";
    b.onclick = () => turnTo(b.dataset.date);
    box.append(b);
  }
  c.days.forEach((d, i) => {
    const b = box.children[i], more = b.dataset.date === d.date && d.n > +b.dataset.n;
    b.dataset.date = d.date;
    b.dataset.n = d.n;
    b.className = [d.shut && "shut", d.you && "you", d.n && "some"].filter(Boolean).join(" ");
    b.setAttribute("aria-pressed", d.date === c.date);
    put(b.children[0], dayName(d.date, { weekday: "short" }));
    put(b.children[1], dayName(d.date, { day: "numeric" }));
    const dots = b.children[2];
    dots.replaceChildren(...Array.from({ length: Math.min(d.n, 10) }, () => el("i")));
    if (more) dots.lastElementChild.className = "fresh";
    put(b.children[3], d.shut ? t.shut : t.visits(d.n));
  });
}

// The board: hours down the side, a column for each resource, open hours light.
function drawBoard(c) {
  const at = (minute) => ((minute - c.from) / (c.to - c.from)) * 100 + "%", hours = [], columns = [];
  for (let m = c.from; m < c.to; m += 60) {
    const h = el("span", "hour", hourOf(m));
    const line = el("span", "line");
    h.style.top = line.style.top = at(m);
    hours.push(h, line);
  }
  for (const p of c.places) {
    const column = el("div", "column");
    for (const [from, to] of p.open) {
      const open = el("div", "open");
      open.style.top = at(from);
      open.style.height = ((to - from) / (c.to - c.from)) * 100 + "%";
      column.append(open);
    }
    columns.push(column);
  }
  $("heads").replaceChildren(...c.places.map((p) => el("span", p.open.length ? "" : "away", p.name)));
  $("rail").replaceChildren(...hours);
  $("columns").replaceChildren(...columns);
  $("board").style.setProperty("--hours", (c.to - c.from) / 60);
  $("board").classList.toggle("shut", c.shut);
  $("shut").hidden = !c.shut;
  put($("shut").firstElementChild, c.closed?.[lang] ?? c.closed?.en ?? t.shut);
  put($("opening"), c.shut ? "" : c.places.map((p) => `${p.name}: ${p.open.map(([a, b]) => hoursSaid(a, b)).join(", ") || t.away}`).join("; "));
  $("visits").replaceChildren();
  drawnVisits.clear();
}

function drawVisits(c) {
  const list = $("visits"), rebuilt = !drawnVisits.size && !list.childElementCount, there = new Set(c.blocks.map((b) => b.id));
  const now = $("nowline");
  now.hidden = c.now < c.from || c.now > c.to;
  now.style.top = ((c.now - c.from) / (c.to - c.from)) * 100 + "%";
  for (const [id, li] of drawnVisits) {
    if (there.has(id)) continue;
    drawnVisits.delete(id);
    li.classList.add("gone");
    li.ariaHidden = "true";
    if (still()) li.remove();
    else Promise.allSettled(li.getAnimations().map((a) => a.finished)).then(() => li.remove());
  }
  let after = null;
  for (const b of c.blocks) {
    let li = drawnVisits.get(b.id);
    if (!li) {
      li = blockElement();
      drawnVisits.set(b.id, li);
      if (!rebuilt && calm) {
        li.classList.add("fresh");
        li.addEventListener("animationend", () => li.classList.remove("fresh"), { once: true });
      }
    }
    drawBlock(li, b, c);
    const next = after ? after.nextElementSibling : list.firstElementChild;
    if (next !== li && !(next?.classList.contains("gone") && li.parentElement)) list.insertBefore(li, next);
    after = li;
  }
}

function blockElement() {
  return el("li", "", el("span", "hear"), Object.assign(el("span", "times"), { ariaHidden: "true" }), el("span", "how"), el("span", "what"));
}

function drawBlock(li, b, c) {
  const left = b.until ? t.left(Math.max(1, Math.round((b.until - state.now) / 60e3))) : "";
  const how = b.of ? t.seats(b.n, b.of) : [t.states[b.state], left].filter(Boolean).join(" · ");
  const what = b.label?.[lang] ?? b.label?.en ?? "", place = c.places[b.place].name;
  const name = ["block", b.state, b.you && "you", b.room && "room", b.until && "ends", b.to - b.from < 40 && "short", li.classList.contains("fresh") && "fresh"].filter(Boolean).join(" ");
  if (li.className !== name) li.className = name;
  const share = 100 / c.places.length;
  li.style.top = `calc(${((b.from - c.from) / (c.to - c.from)) * 100}% + 1px)`;
  li.style.height = `calc(${((b.to - b.from) / (c.to - c.from)) * 100}% - 2px)`;
  li.style.left = `calc(${b.place * share}% + 3px)`;
  li.style.width = `calc(${share}% - 5px)`;
  put(li.children[0], `${hoursSaid(b.from, b.to)}, ${place}, `);
  put(li.children[1], hoursOf(b.from, b.to));
  put(li.children[2], b.you ? `${t.you} · ${how}` : how);
  put(li.children[3], b.room ? t.room : what);
}

function drawOthers() {
  const o = state.others, b = $("others");
  b.ariaDisabled = o.texting || !o.left ? "true" : "false"; // it keeps the focus
  put(b, o.texting ? t.othersTexting : t.others);
  put($("othersnote"), o.left ? t.othersNote : t.othersNone);
}

// What a screen reader says of a change: "Tue 9:00 AM booked".
function tellNews(c) {
  const n = c.news;
  if (n.seq !== heardNews && calm) put($("news"), `${when(n.start, { weekday: "short" })} ${clockTime(n.start)} ${t.states[n.state]}${n.you ? ", " + t.you : ""}`);
  heardNews = n.seq;
}

// Calendar, traffic and console are tabs of one column; on a telephone, views.
const tabs = ["calendar", "wire", "console"];

function showTab(name) {
  tab = name;
  for (const b of all("[role=tab]")) {
    b.setAttribute("aria-selected", b.dataset.tab === name);
    b.tabIndex = b.dataset.tab === name ? 0 : -1;
  }
  for (const n of tabs) $("p-" + n).hidden = n !== name;
  if (name === "wire") drawNewer();
  if (name === "console" && !$("console").src) $("console").src = "/console/";
}

// Hears the calendar's buttons and keys.
function beginCalendar() {
  for (const b of all("[role=tab]")) {
    b.addEventListener("click", () => showTab(b.dataset.tab));
    b.addEventListener("keydown", (e) => {
      if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
      showTab(tabs[(tabs.indexOf(tab) + (e.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length]);
      document.querySelector(`[data-tab="${tab}"]`).focus();
    });
  }
  $("prev").addEventListener("click", () => turnTo(state.calendar.prev));
  $("next").addEventListener("click", () => turnTo(state.calendar.next));
  $("follow").addEventListener("click", () => { turnTo(""); $("grid").focus({ preventScroll: true }); });
  $("others").addEventListener("click", () => { if ($("others").ariaDisabled !== "true") { turnTo(""); post("demo/others", {}); } });
  $("grid").addEventListener("keydown", (e) => {
    const to = { ArrowLeft: state?.calendar.prev, ArrowRight: state?.calendar.next }[e.key];
    if (to && !e.altKey && !e.ctrlKey && !e.metaKey) { e.preventDefault(); turnTo(to); }
  });
}
