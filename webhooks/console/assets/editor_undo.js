// Undo by words and pauses. Browsers take back one letter, or all that was typed since
// somebody clicked, as they like; the text itself is restored the way that keeps theirs.
import { replace } from "./editor_type.js";

const pause = 1000, most = 400;

export function undo(area, say) {
	const past = [], future = [];
	const shot = () => ({ text: area.value, from: area.selectionStart, to: area.selectionEnd });
	let now = shot(), before = null, run = "", at = 0, moving = false;

	area.addEventListener("beforeinput", (e) => {
		if (e.inputType === "historyUndo" || e.inputType === "historyRedo") {
			e.preventDefault();
			go(e.inputType === "historyUndo");
		} else if (!moving) before = shot();
	});
	area.addEventListener("input", (e) => {
		if (moving || area.value === now.text) return;
		const had = before || now, kind = kindOf(e);
		// A word goes with the space after it; then the next one begins.
		const word = kind === "typed" && /\S/.test(e.data || "") && /\s/.test(had.text.charAt(had.from - 1));
		if (!kind || kind !== run || e.timeStamp - at > pause || had.from !== now.from || word) {
			past.push({ text: now.text, from: had.from, to: had.to });
			if (past.length > most) past.shift();
		}
		future.length = 0;
		[now, before, run, at] = [shot(), null, kind, e.timeStamp];
	});
	// What is one of many keys alike; "" = a change of its own, as a mended line.
	const kindOf = (e) => {
		if (/^insert(Composition)?Text$/.test(e.inputType || "") && (e.data || "").length === 1) return "typed";
		return /^deleteContent(Backward|Forward)$/.test(e.inputType || "") ? e.inputType : "";
	};
	const go = (back) => {
		const [from, to] = back ? [past, future] : [future, past], next = from.pop();
		if (!next) return say(back ? "Nothing to take back" : "Nothing to do again");
		to.push(shot());
		moving = true;
		put(area, next.text);
		area.setSelectionRange(next.from, next.to);
		moving = false;
		[now, before, run] = [shot(), null, ""];
	};
	area.addEventListener("keydown", (e) => {
		if (!(e.ctrlKey || e.metaKey) || e.altKey || e.isComposing) return;
		const key = e.key.toLowerCase(), again = key === "y" || key === "z" && e.shiftKey;
		if (!again && key !== "z") return;
		e.preventDefault();
		go(!again);
	});
}

// Only what differs is put in its place: the rest stays where it is on the screen.
function put(area, text) {
	const had = area.value;
	let a = 0, z = 0;
	while (a < had.length && a < text.length && had[a] === text[a]) a++;
	while (z < had.length - a && z < text.length - a && had[had.length - 1 - z] === text[text.length - 1 - z]) z++;
	replace(area, a, had.length - z, text.slice(a, text.length - z));
}
