// Undo by what a person did: a word taken out and another typed in its place is one thing,
// so is a new line with what is written in it. Browsers take back one letter, or all that
// was typed since somebody clicked, as they like; the text itself is restored the way that
// keeps theirs.
import { byUs, replace } from "./editor_type.js";
import { lineAt } from "./editor_paint.js";

const pause = 1500, most = 400, shown = 40;

export function undo(area, say) {
	const past = [], future = [];
	const shot = () => ({ text: area.value, from: area.selectionStart, to: area.selectionEnd });
	let now = shot(), before = null, run = "", at = 0, begun = 0, moving = false, told = () => {};
	const tell = (words) => { if (words) say(words); told(words, past.length > 0, future.length > 0); };

	area.addEventListener("beforeinput", (e) => {
		if (e.inputType === "historyUndo" || e.inputType === "historyRedo") {
			e.preventDefault();
			go(e.inputType === "historyUndo");
		} else if (!moving) before = shot();
	});
	area.addEventListener("input", (e) => {
		if (moving || area.value === now.text) return;
		const had = byUs() ? { text: now.text, ...byUs() } : before || now, kind = kindOf(e);
		// A sentence that was typed is done; the next one is another thing.
		const next = kind === "typed" && /\S/.test(e.data || "") && /\S[.?!]\s$/.test(had.text.slice(begun, had.from));
		const same = kind === "typed" && (run === "line" || run === "typed" && (byUs() || e.timeStamp - at <= pause));
		// The cursor stands where it was left, or what was selected begins or ends there.
		const there = had.from === now.from || had.to === now.from;
		if (!same || !there || next) {
			past.push({ text: now.text, from: had.from, to: had.to });
			begun = had.from;
			if (past.length > most) past.shift();
		}
		future.length = 0;
		[now, before, run, at] = [shot(), null, kind, e.timeStamp];
		tell("");
	});
	// "typed" = one of many keys alike, "line" = a line was begun; "" = a change of its own,
	// as a mended line.
	const kindOf = (e) => {
		const ours = byUs(), type = e.inputType || "";
		if (ours) return ours.how;
		if (/^insert(Composition)?Text$/.test(type) && (e.data || "").length === 1) return "typed";
		if (/^insertLine|^insertParagraph/.test(type)) return "line";
		return /^delete(Content|Word)(Backward|Forward)$/.test(type) ? "typed" : "";
	};
	const go = (back) => {
		const [from, to] = back ? [past, future] : [future, past];
		let next = from.pop();
		while (next && next.text === area.value) next = from.pop(); // as when a letter was taken out and put back
		if (!next) return tell(back ? "There is nothing to take back." : "There is nothing to do again.");
		to.push(shot());
		const had = area.value;
		moving = true;
		put(area, next.text);
		area.setSelectionRange(next.from, next.to);
		moving = false;
		[now, before, run] = [shot(), null, ""];
		document.dispatchEvent(new CustomEvent("nightdesk:line", { detail: lineAt(next.text, next.from) }));
		area.setSelectionRange(next.from, next.to);
		tell((back ? "Undone: " : "Done again: ") + change(had, next.text));
	};
	area.addEventListener("keydown", (e) => {
		if (!(e.ctrlKey || e.metaKey) || e.altKey || e.isComposing) return;
		const key = e.key.toLowerCase(), again = key === "y" || key === "z" && e.shiftKey;
		if (!again && key !== "z") return;
		e.preventDefault();
		go(!again);
	});
	return { back: () => go(true), again: () => go(false), told: (show) => { told = show; } };
}

// What a step from one text to another does, in words.
function change(had, text) {
	let [a, z] = ends(had, text);
	const inWord = (s, i) => /[^\s.,:;?!]/.test(s.charAt(i - 1)) && /[^\s.,:;?!]/.test(s.charAt(i));
	while (a > 0 && (inWord(had, a) || inWord(text, a))) a--;
	while (z > 0 && (inWord(had, had.length - z) || inWord(text, text.length - z))) z--;
	const short = (s) => { const words = s.replace(/\s+/g, " ").trim(); return words.length > shown ? words.slice(0, shown - 1) + "…" : words; };
	const gone = short(had.slice(a, had.length - z)), back = short(text.slice(a, text.length - z)), line = " in line " + lineAt(text, a);
	if (gone && back) return `“${back}” instead of “${gone}”` + line;
	if (gone) return `“${gone}” is out of` + line.slice(3);
	return back ? `“${back}” is back` + line : "spaces" + line;
}

// How much two texts have alike at their beginning and at their end.
function ends(had, text) {
	let a = 0, z = 0;
	while (a < had.length && a < text.length && had[a] === text[a]) a++;
	while (z < had.length - a && z < text.length - a && had[had.length - 1 - z] === text[text.length - 1 - z]) z++;
	return [a, z];
}

// Only what differs is put in its place: the rest stays where it is on the screen.
function put(area, text) {
	const had = area.value, [a, z] = ends(had, text);
	replace(area, a, had.length - z, text.slice(a, text.length - z));
}
