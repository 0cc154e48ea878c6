// Paints what is typed: a layer behind the text field holds the same lines in colour.
// The field itself stays a plain one, so that undo, spelling, screen readers and the
// keyboards of phones work as everywhere.

const step = (kind, text) => ({ kind, text });

// The parts of one line. Colour says only what a word is; whether it is right, the
// server says.
export function parts(line, words) {
	const note = line.match(/^\s*#.*$/) || line.match(/ {2}# .*$/);
	const said = note ? line.slice(0, note.index) : line;
	return [...sentence(said, words), ...(note ? [step("comment", line.slice(note.index))] : [])];
}

function sentence(line, words) {
	const [, space, first, rest] = line.match(/^(\s*)(\S*)(.*)$/s);
	const lead = space ? [step("", space)] : [];
	if (words.langs.has(first)) return [...lead, step("lang", first), ...wording(rest)];
	if (/^\d{1,2}$/.test(first)) return [...lead, step("number", first), ...option(rest)];
	if (!words.verbs.has(first)) return [...lead, ...wording(first + rest)];
	const head = [...lead, step("verb", first)];
	if (first === "title") return [...head, step("title", rest)];
	const lang = rest.match(/^(\s+)(\S+)(.*)$/s);
	if (lang && words.langs.has(lang[2])) return [...head, step("", lang[1]), step("lang", lang[2]), ...wording(lang[3])];
	return [...head, ...order(rest, words)];
}

// What people are sent, with the {names} that are filled in.
function wording(text) {
	return text.split(/(\{[^{}]*\})/).filter(Boolean).map((p) => step(p.startsWith("{") && p.endsWith("}") ? "fact" : "", p));
}

// An answer: its name, then its words in each language.
function option(text) {
	const [, name, rest] = text.match(/^(\s*[\w-]*)(.*)$/s);
	return [step("name", name), ...rest.split(/(\b[a-z]{2,3}:)/).filter(Boolean).map((p) => step(/^[a-z]{2,3}:$/.test(p) ? "lang" : "", p))];
}

function order(text, words) {
	return text.split(/("[^"]*"?|[\s,]+)/).filter(Boolean).map((p) => {
		if (p.startsWith("\"")) return step("text", p);
		if (/^[\s,]+$/.test(p)) return step("", p);
		if (/^\d+$/.test(p)) return step("number", p);
		return step(words.small.has(p) ? "verb" : "name", p);
	});
}

// Cuts the parts so that what is wrong at a column (from 0), or else the word there,
// stands alone, and marks it.
function underlined(list, column, wrong) {
	const out = [];
	let at = 0, until = wrong ? column + wrong.length : -1;
	for (const p of list) {
		const end = at + p.text.length;
		if (until < 0 && column >= at && column < end) until = column + (p.text.slice(column - at).match(/^\s*\S*/)[0].length || 1);
		const a = Math.max(column - at, 0), b = Math.min(until - at, p.text.length);
		if (b > a) out.push(step(p.kind, p.text.slice(0, a)), { ...step(p.kind, p.text.slice(a, b)), wrong: true }, step(p.kind, p.text.slice(b)));
		else out.push(p);
		at = end;
	}
	return out.filter((p) => p.text);
}

// painter keeps the layer like the field. Marks belong to lines and move with them.
export function painter(area, layer, words) {
	let rows = []; // { text, mark, el }
	let here = -1;

	const draw = (row) => {
		const { text, mark, el } = row;
		let list = parts(text, words);
		if (mark && mark.col > 0) list = underlined(list, mark.col - 1, mark.wrong);
		el.replaceChildren(...list.map((p) => {
			const span = document.createElement("span");
			span.textContent = p.text;
			if (p.kind) span.className = "t-" + p.kind;
			if (p.wrong) span.classList.add("t-wrong");
			return span;
		}));
		el.className = "ed-line" + (mark ? " is-" + mark.severity : "");
	};
	const fresh = (text) => {
		const row = { text, mark: null, el: document.createElement("div") };
		draw(row);
		return row;
	};

	// Only the lines that differ are drawn: typing stays quick in a long script.
	const update = () => {
		const lines = area.value.split("\n");
		let from = 0, tail = 0;
		while (from < lines.length && from < rows.length && rows[from].text === lines[from]) from++;
		while (tail < lines.length - from && tail < rows.length - from && rows[rows.length - 1 - tail].text === lines[lines.length - 1 - tail]) tail++;
		const added = lines.slice(from, lines.length - tail).map(fresh);
		for (const gone of rows.splice(from, rows.length - tail - from, ...added)) gone.el.remove();
		const next = rows[from + added.length];
		for (const row of added) layer.insertBefore(row.el, next ? next.el : null);
		at(lineAt(area.value, area.selectionStart), true);
	};

	// marks: line (from 1) to the worst problem there.
	const mark = (marks) => {
		rows.forEach((row, i) => {
			const m = marks.get(i + 1) || null;
			if (JSON.stringify(m) === JSON.stringify(row.mark)) return;
			row.mark = m;
			draw(row);
		});
		at(here, true);
	};

	const at = (line, again) => {
		if (line === here && !again) return;
		if (rows[here - 1]) rows[here - 1].el.classList.remove("is-here");
		here = line;
		if (rows[here - 1]) rows[here - 1].el.classList.add("is-here");
	};

	// Where a character stands on the screen: the list of suggestions opens there.
	const rect = (offset) => {
		const line = lineAt(area.value, offset), row = rows[line - 1];
		let left = offset - lineStart(area.value, line);
		if (!row) return area.getBoundingClientRect();
		for (const span of row.el.childNodes) {
			const text = span.firstChild;
			if (left <= text.length) {
				const range = document.createRange();
				range.setStart(text, left);
				range.setEnd(text, left);
				return range.getClientRects()[0] || row.el.getBoundingClientRect();
			}
			left -= text.length;
		}
		return row.el.getBoundingClientRect();
	};

	// Scrolls the paper, and never the page, so that a line can be seen.
	const keepInSight = (line, middle) => {
		const el = rows[line - 1] && rows[line - 1].el, paper = layer.closest(".ed-paper");
		if (!el) return;
		const a = el.getBoundingClientRect(), b = paper.getBoundingClientRect();
		if (middle) paper.scrollTop += a.top - b.top - (b.height - a.height) / 3;
		else if (a.bottom > b.bottom - 4) paper.scrollTop += a.bottom - b.bottom + 12;
		else if (a.top < b.top) paper.scrollTop -= b.top - a.top + 12;
	};
	return { update, mark, at, rect, keepInSight };
}

// Lines count from 1.
export const lineAt = (text, offset) => text.slice(0, offset).split("\n").length;

export function lineStart(text, line) {
	let at = 0;
	for (let n = 1; n < line; n++) {
		const next = text.indexOf("\n", at);
		if (next < 0) return text.length;
		at = next + 1;
	}
	return at;
}

export function lineEnd(text, line) {
	const end = text.indexOf("\n", lineStart(text, line));
	return end < 0 ? text.length : end;
}
