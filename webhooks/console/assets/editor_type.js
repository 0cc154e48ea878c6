// What keys do in the text field beyond typing: indentation, and changes made for
// somebody, all of which undo takes back.
import { lineAt, lineEnd, lineStart } from "./editor_paint.js";

// Puts a text in the place of what stands between two offsets. How says what undo takes
// it for: "typed" goes with what is being typed, "line" begins a line, "" is a change of
// its own.
export function replace(area, from, to, text, how = "") {
	area.focus({ preventScroll: true });
	area.setSelectionRange(from, to);
	doing = { how, from, to };
	// The one way that keeps undo. Where it is missing the text still gets there.
	if (!(text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text))) {
		area.setRangeText(text, from, to, "end");
		area.dispatchEvent(new Event("input", { bubbles: true }));
	}
	doing = null;
}

let doing = null;
export const byUs = () => doing;

export function replaceLine(area, line, text) {
	replace(area, lineStart(area.value, line), lineEnd(area.value, line), text);
}

export function lineText(area, line) {
	return area.value.slice(lineStart(area.value, line), lineEnd(area.value, line));
}

// Begins a line behind another; what is typed next is one thing with it. Who presses twice
// begins one.
export function begin(area, line, opening) {
	const end = lineEnd(area.value, line), had = end < area.value.length && lineText(area, line + 1);
	began = line + 1;
	if (had && had.trim() === opening.trim()) {
		const at = end + 1 + had.length;
		area.focus();
		area.setSelectionRange(at, at);
		return;
	}
	replace(area, end, end, "\n" + opening, "line");
}

// The line that was begun for somebody with the mark of a language. Who reads "add a line:
// es ..." types the mark as well: the second one is not of the words.
let began = 0;

function swallow(area, langs) {
	const line = lineAt(area.value, area.selectionStart), text = lineText(area, line);
	if (line !== began) { began = 0; return; }
	const doubled = text.match(/^(\s*(?:[a-z]+\s+)?([a-z]{2,3})\s+)(\2\s+)/);
	if (!doubled || !langs.includes(doubled[2])) return;
	const from = lineStart(area.value, line) + doubled[1].length, left = area.selectionStart - doubled[3].length;
	replace(area, from, from + doubled[3].length, "", "typed");
	area.setSelectionRange(left, left);
}

const indentOf = (line) => line.length - line.trimStart().length;

// What the next line begins with: under a step its sentences, under a wording the other
// language, under an answer its choices.
function opening(line, below, langs) {
	const indent = " ".repeat(indentOf(line)), said = line.trim();
	const text = line.match(/^(\s*(?:[a-z]+\s+)?)([a-z]{2,3})(\s+)\S/);
	if (text && langs.includes(text[2])) {
		const next = langs[langs.indexOf(text[2]) + 1], under = " ".repeat(text[1].length);
		if (next && !below.startsWith(under + next + " ")) return under + next + text[3];
		const verb = line.match(/^\s*/)[0];
		return /^\s*[a-z]+\s+[a-z]{2,3}\s/.test(line) ? verb : " ".repeat(indentOf(line));
	}
	if (/^(step|piece|topic)\s/.test(said) || /^answer (choice|choices)\b/.test(said)) return indent + "  ";
	const option = said.match(/^(\d)\s/);
	if (option && Number(option[1]) < 9) return indent + (Number(option[1]) + 1) + " ";
	return indent;
}

export function keys(area, langs) {
	area.addEventListener("input", () => { if (began && !byUs()) setTimeout(swallow, 0, area, langs); });
	let leaving = false; // after Escape the Tab key goes on to the next field
	area.addEventListener("keydown", (e) => {
		if (e.defaultPrevented || e.isComposing) return;
		const from = area.selectionStart, to = area.selectionEnd, line = lineAt(area.value, from), text = lineText(area, line);
		if (e.key === "Escape") { leaving = true; return; }
		const leave = leaving;
		if (e.key !== "Shift") leaving = false;
		if (e.key === "Tab" && !leave && !e.ctrlKey && !e.altKey && !e.metaKey) {
			e.preventDefault();
			if (from !== to || e.shiftKey) shift(area, e.shiftKey);
			else replace(area, from, from, "  ", "typed");
		} else if (e.key === "Enter" && from === to && !e.shiftKey && !e.ctrlKey && !e.metaKey) {
			const start = lineStart(area.value, line), end = lineEnd(area.value, line);
			if (from !== end || !text) return;
			e.preventDefault();
			// Enter on a line where nothing was written goes out again.
			const empty = !text.trim() || text.trim() === langOf(text, langs) || /^\s+\d$/.test(text.trimEnd());
			if (empty) return replace(area, start, end, text.trim() ? " ".repeat(Math.max(0, outer(area.value, line))) : " ".repeat(Math.max(0, indentOf(text) - 2)));
			begin(area, line, opening(text, lineText(area, line + 1), langs));
		}
	});
}

const langOf = (text, langs) => langs.find((l) => l === text.trim()) || "\n";

// How far in the sentence stands that the lines above belong to.
function outer(text, line) {
	const lines = text.split("\n"), mine = indentOf(lines[line - 1]);
	for (let n = line - 2; n >= 0; n--) if (lines[n].trim() && indentOf(lines[n]) < mine) return indentOf(lines[n]);
	return 0;
}

// Moves whole lines in or out.
function shift(area, out) {
	const first = lineAt(area.value, area.selectionStart), last = lineAt(area.value, area.selectionEnd);
	const from = lineStart(area.value, first), to = lineEnd(area.value, last);
	const moved = area.value.slice(from, to).split("\n").map((l) => (out ? l.replace(/^ {1,2}/, "") : l.trim() ? "  " + l : l)).join("\n");
	replace(area, from, to, moved);
	area.setSelectionRange(from, from + moved.length);
}
