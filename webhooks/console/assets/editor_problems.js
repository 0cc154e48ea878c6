// What is wrong, while one types: at the line, below the text for the line of the
// cursor, and in the list beside it.
import { ask } from "./editor_ask.js";
import { begin, lineText, replace, replaceLine } from "./editor_type.js";
import { lineAt, lineStart } from "./editor_paint.js";

const pause = 180, quiet = 1200, patience = 5000;

const make = (tag, name, text) => {
	const el = document.createElement(tag);
	if (name) el.className = name;
	if (text) el.textContent = text;
	return el;
};

// Live.js alone may make markup, under the one policy that the page allows.
const fill = (id, html) => document.dispatchEvent(new CustomEvent("nightdesk:fill", { detail: { id, html } }));

export function problems(area, dock, paint, say, shown) {
	let all = [], seen = "", timer = 0, talk = 0, asking = null, heard = "", opened = false;
	const had = {}; // what the panels show, by name: what is the same is not sent again

	const show = (found) => {
		all = found.problems;
		const worst = new Map();
		for (const p of all) if (!p.accepted && (!worst.has(p.line) || p.severity === "error" && worst.get(p.line).severity !== "error")) worst.set(p.line, { severity: p.severity, col: p.col, wrong: p.wrong });
		paint.mark(worst);
		for (const [id, piece] of Object.entries(found.pieces)) {
			fill(id, piece.html);
			had[id] = piece.mark;
		}
		at(lineAt(area.value, area.selectionStart));
		shown(found);
	};
	const look = async () => {
		clearTimeout(timer);
		if (asking) asking.abort();
		asking = new AbortController();
		const text = area.value;
		dock.dataset.busy = "1";
		const { ok, status, body } = await ask("check", { file: area.dataset.file, text, had }, asking.signal);
		if (status === -1 || area.value !== text) return; // it is asked anew
		delete dock.dataset.busy;
		if (ok) { seen = text; show(body); }
		else if (status === 0 || status === 429 || status >= 500) timer = setTimeout(look, patience);
	};
	const soon = () => { clearTimeout(timer); timer = setTimeout(look, pause); };

	// The card of one problem: what, why, how to mend, and the mended line to take.
	const card = (p) => {
		const el = make("div", "ed-card is-" + p.severity);
		const head = make("p", "ed-what");
		head.append(make("b", "", p.severity === "error" ? "Mend this" : p.accepted ? "Accepted" : "Look at this"), " ", p.text);
		el.append(head);
		if (p.mend) el.append(make("p", "ed-mend", "→ " + p.mend));
		if (p.fix) {
			const take = make("button", "ed-fix");
			take.type = "button";
			take.append(make("span", "", "Use this line"), make("code", "", p.fix.trim()));
			take.addEventListener("click", () => use(p));
			el.append(take);
		} else if (p.room) {
			const write = make("button", "ed-fix");
			write.type = "button";
			write.append(make("span", "", "Write it here"));
			write.addEventListener("click", () => room(p));
			el.append(write);
		}
		if (p.why) {
			const more = make("details", "ed-more");
			more.append(make("summary", "", p.accept ? "Why? Or let it stay" : "Why?"), make("p", "ed-why", p.why), ...(p.accept ? [acceptance(p)] : []));
			more.open = opened;
			more.addEventListener("toggle", () => { opened = more.open; });
			el.append(more);
		}
		return el;
	};
	const of = (line, rule) => all.find((p) => p.line === line && p.rule === rule);
	// What somebody presses is about the text that was looked at. If they typed since, it is
	// looked at again first: the line may have moved, or be mended. Of one rule the problem
	// that is left nearest is meant.
	const now = (what) => async (p, ...more) => {
		if (area.value !== seen) {
			await look();
			if (area.value !== seen) return;
			const near = (q) => Math.abs(q.line - p.line);
			p = all.filter((q) => q.rule === p.rule && q.text === p.text).sort((a, b) => near(a) - near(b))[0];
		}
		if (p) what(p, ...more);
	};
	const use = now((p) => { if (!p.fix) return; replaceLine(area, p.line, p.fix); say("Line " + p.line + " is mended"); look(); });
	// The line that is missing, begun: the cursor stands where its words go.
	const room = now((p) => {
		if (!p.room) return;
		begin(area, p.room.after, p.room.opening);
		say("Write it here, in line " + (p.room.after + 1));
	});
	// A warning may stay if somebody says why: the reason stands in the script.
	const accept = now((p, reason) => {
		const indent = lineText(area, p.line).match(/^\s*/)[0], start = lineStart(area.value, p.line);
		replace(area, start, start, indent + "# accept " + p.rule + ": " + reason.replace(/\s+/g, " ").trim() + "\n");
		say("Accepted");
		look();
	});
	const acceptance = (p) => {
		const box = make("form", "ed-accept"), label = make("label", "", "It may stay, because"), field = make("input"), go = make("button", "small-button", "Accept");
		field.id = "because";
		field.maxLength = 200;
		label.htmlFor = field.id;
		box.append(label, field, go);
		box.addEventListener("submit", (e) => { e.preventDefault(); if (field.value.trim()) accept(p, field.value); else field.focus(); });
		return box;
	};

	// at shows what is wrong in the line of the cursor.
	const at = (line) => {
		const mine = all.filter((p) => p.line === line), rest = all.filter((p) => p.line !== line && !p.accepted && p.line > 0);
		const size = sizeOf(line), key = JSON.stringify([line, mine, rest, size && size.outerHTML]);
		if (dock.dataset.key !== key && !dock.contains(document.activeElement)) {
			dock.dataset.key = key;
			dock.replaceChildren(...mine.map(card), ...(mine.length ? [] : [calm(rest)]), ...(size ? [size] : []));
			paint.keepInSight(line); // the card takes room away from the text
		}
		clearTimeout(talk);
		talk = setTimeout(() => { // never on each key
			const words = mine.filter((p) => !p.accepted).map((p) => "Line " + p.line + ": " + p.text).join(". ") || (all.some((p) => !p.accepted) ? "" : heard ? "No problems left" : "");
			if (words !== heard) { heard = words; if (words) say(words); }
		}, quiet);
	};
	// How long the text in a line is, as the panel beside it says.
	const sizeOf = (line) => {
		const of = [...document.querySelectorAll("#texts .meter-lang")].find((el) => Number(el.dataset.line) <= line && line <= Number(el.dataset.end));
		return of && of.querySelector(".meter-facts").cloneNode(true);
	};
	const calm = (rest) => {
		const p = make("p", "ed-calm");
		if (!rest.length) { p.append(make("span", "ed-ok", "✓"), " Nothing to mend here."); return p; }
		const next = rest.find((r) => r.severity === "error") || rest[0], go = make("button", "link", "line " + next.line);
		go.type = "button";
		go.addEventListener("click", () => document.dispatchEvent(new CustomEvent("nightdesk:line", { detail: next.line })));
		const bad = rest.filter((r) => r.severity === "error").length, look = rest.length - bad;
		const words = [bad && (bad === 1 ? "1 problem" : bad + " problems") + " to mend", look && (look === 1 ? "1 thing" : look + " things") + " to look at"].filter(Boolean);
		p.append(words.join(", ") + ". Go to ", go);
		return p;
	};

	area.addEventListener("input", soon);
	return { look, at, use: (line, rule) => { const p = of(line, rule); if (p && p.fix) use(p); }, room: (line, rule) => { const p = of(line, rule); if (p && p.room) room(p); }, accept: (line, rule, reason) => { const p = of(line, rule); if (p) accept(p, reason); } };
}
