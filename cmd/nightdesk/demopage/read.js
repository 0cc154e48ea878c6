"use strict";
// What the page reads out of texts: the answers that a reply offers, which
// language it is in, what has happened so far. Nothing here changes the page.

const patterns = {
  open: /^(These times are open|I have nothing at that time|Hay estas horas|A esa hora no hay)/m,
  held: /^(I can give you|Le puedo dar) /m,
  book: /^(Booked|Your new time is|Su cita:|Su nueva hora)/m,
  person: /a person has your message now|una persona ya tiene su mensaje/,
  nudge: /still there\?|no rush\. We|¿sigue alli\?|sin prisa/,
  reminder: /You have a visit|: tiene cita/,
  back: /^(Welcome back|Hi again|Qué bueno que regresa|Hola de nuevo)/m,
  stop: /no more texts\. START|no mas textos\. Para volver|^You asked .* no more texts|^Usted pidio no recibir|^You are unsubscribed/,
  danger: /CALL 911 NOW|LLAME AL 911 YA/,
  name: /What should we call you\?|¿Qué nombre usamos/,
  rest: /^(All set|Listo)[:,]/m,
};

// The answers that a text offers by digit, as [digit, label] in their order:
// openings, one in each line, or "1 only mine 2 shared". They begin with 1 and 2;
// other numbers in a text are not answers.
function optionsOf(text) {
  const lines = [...text.matchAll(/^(\d)[.)]? (.+)$/gm)].map((m) => [m[1], m[2]]);
  if (lines[0]?.[0] === "1" && lines[1]?.[0] === "2") return lines;
  const found = [...text.matchAll(/(?<=^|[\s(])(\d)[.)]?(?=\s)(?!\s+(?:to|or|a|o)\s+\d)/g)];
  const start = found.findLastIndex((m, i) => m[1] === "1" && found[i + 1]?.[1] === "2");
  if (start < 0) return [];
  const list = [];
  for (let i = start; i < found.length; i++) {
    const m = found[i], zero = m[1] === "0";
    if (list.length && !zero && m[1] <= list.at(-1)[0]) break;
    const rest = text.slice(m.index + m[0].length, found[i + 1]?.index ?? text.length);
    const label = rest.split(/\n|[.?!](?=\s|$)/)[0].replace(/[,;:\s]+(or|o)?$/, "").trim().replace(/^(to|for) /, "");
    list.push([m[1], label]);
    if (zero) break;
  }
  return list;
}

// A guess that is good enough to name the language of a clinic's text.
function languageOf(text) {
  return /[¿¡ñáéíóú]|\b(una|para|usted|linea|hola|cita|equipo|textos|no mas|llame)\b/i.test(text) ? "es" : "en";
}

// What of the tour has happened in somebody's texts.
function happened(messages) {
  const done = new Set();
  for (const m of messages) {
    if (m.out) continue;
    for (const step of ["book", "person", "back", "stop", "danger"]) if (patterns[step].test(m.text)) done.add(step);
    if (patterns.nudge.test(m.text) || patterns.reminder.test(m.text)) done.add("clock");
  }
  return done;
}

// The alerts that nobody has taken: code, level, when they came first and who got
// them, the last one last.
function openAlerts(staff) {
  const events = staff.flatMap((s) => s.messages.filter((m) => !m.out).map((m) => ({ s, m })));
  events.sort((a, b) => a.m.at - b.m.at);
  const open = new Map();
  for (const { s, m } of events) {
    const alert = m.text.match(/^Alert (\w+), level (\d)/);
    if (!alert) continue;
    const before = open.get(alert[1]), to = (before?.to ?? []).filter((x) => x !== s);
    open.set(alert[1], { code: alert[1], level: +alert[2], first: before?.first ?? m.at, to: [...to, s] });
  }
  for (const { m } of events) {
    const taken = m.text.match(/^(\w+) is (yours|closed)/);
    if (taken) open.delete(taken[1]);
  }
  return [...open.values()];
}

// Which hint says best what to do next; who is the staff phone that is shown.
function hintOf(state, t, done, who) {
  const h = t.hints, texts = state.them.messages, last = texts.at(-1);
  if (state.moving) return h.moving;
  if (state.others.texting) return h.others;
  if (!last) return h.start;
  const said = last.out ? "" : last.text, is = (name) => patterns[name].test(said);
  // An alert is what to look at if the person's last text raised it.
  const alert = openAlerts(state.staff).findLast((a) => a.first >= (texts.findLast((m) => m.out)?.at ?? 0));
  if (alert) return (is("danger") ? h.danger : h.alert)(firstName(alert.to.find((s) => s.id === who) ?? alert.to.at(-1)));
  if (is("stop")) return h.stopped;
  if (is("person")) return h.took;
  if (is("reminder")) return h.reminder;
  if (is("nudge")) return h.nudge;
  if (longAgo(state)) return is("rest") && !done.has("clock") ? h.idle : h.back;
  if (is("open")) return h.open;
  if (is("held")) return h.held;
  if (is("book") && optionsOf(said).length) return h.booked;
  if (done.has("book") && (is("rest") || !optionsOf(said).length)) return h.more;
  return optionsOf(said).length ? h.answer : h.free;
}

// Whether so much time has passed since the last text that coming back is one.
function longAgo(state) {
  const last = state.them.messages.at(-1);
  return Boolean(last) && state.now - last.at > 20 * 3600e3;
}

function firstName(staff) { return staff.name.split(" ")[0]; }
