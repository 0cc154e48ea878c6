// Keeps what is typed: a moment after the last key it goes into the draft on the server.
// What could not be kept stays in the field, and the page says so.
import { ask } from "./editor_ask.js";

const pause = 800, patience = 5000;

export function keeper(area, state, meet) {
	let mark = area.dataset.mark, kept = area.value, saving = null, timer = 0, met = false;
	let was = state.textContent; // where it stood when all was kept
	const dirty = () => area.value !== kept;
	const tell = (is, words) => { state.dataset.is = is; state.textContent = words; };

	const once = async () => {
		const text = area.value;
		tell("saving", "Saving…");
		const { ok, status, body } = await ask("save", { file: area.dataset.file, text, mark });
		if (ok) {
			mark = body.mark;
			kept = text;
			met = false;
			was = body.changed ? "Saved in your draft" : "As published";
			tell(body.changed ? "saved" : "live", was);
		} else if (status === 409) {
			met = true;
			tell("lost", "Not saved: changed in another window");
			meet(body.text, (choice) => { // whoever has seen both decides
				mark = body.mark;
				met = false;
				if (choice === "theirs") kept = body.text;
				soon(0);
			});
		} else if (status === 401) tell("lost", "Not saved: you are signed out. Your words stay here: sign in in another tab, then press Save.");
		else if (status === 413) tell("lost", "Not saved: the script is too long.");
		else if (status === 422) tell("lost", "Not saved: " + (body ? body.say : "the page is out of date. Copy your words, and load it again."));
		else if (status === 429) tell("lost", "Not saved yet: many scripts are worked on just now. Trying again.");
		else if (status === 403 || status === 404) tell("lost", "Not saved: this script can't be changed any more. Copy your words, and go back to the list.");
		else tell("lost", "Not saved: the server can't be reached. Trying again.");
		if (!ok && (status === 0 || status === 429 || status >= 500)) soon(patience);
		return ok;
	};
	// One at a time, so that an older text never comes after a newer one.
	const save = async () => {
		clearTimeout(timer);
		if (met) return false;
		while (saving) await saving;
		if (!dirty()) { // perhaps what was typed is taken back
			if (state.dataset.is === "typing") tell(was === "As published" ? "live" : "saved", was);
			return true;
		}
		saving = once();
		const ok = await saving;
		saving = null;
		if (ok && dirty()) soon(pause);
		return ok;
	};
	const soon = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

	area.addEventListener("input", () => { if (!met) { tell("typing", "Not saved yet"); soon(pause); } });
	document.addEventListener("visibilitychange", () => save()); // to leave, or back from signing in
	addEventListener("beforeunload", (e) => { if (dirty()) e.preventDefault(); });
	// A way to another page of ours waits for the words to be kept.
	document.addEventListener("click", async (e) => {
		const link = e.target.closest && e.target.closest("a[href]");
		if (!link || !dirty() || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || link.target || link.getAttribute("href").startsWith("#")) return;
		e.preventDefault();
		if (await save()) location.assign(link.href);
	});
	return { save, dirty };
}
