// The editor of one script: the text field, painted, with suggestions, problems while
// typing, and a draft that keeps itself. Without this file the field and its buttons
// still work.
import { keeper } from "./editor_keep.js";
import { lineAt, lineEnd, lineStart, painter } from "./editor_paint.js";
import { problems } from "./editor_problems.js";
import { follow, tabs } from "./editor_side.js";
import { suggestions } from "./editor_suggest.js";
import { keys } from "./editor_type.js";
import { undo } from "./editor_undo.js";

const $ = (id) => document.getElementById(id);
const words = (list) => new Set((list || "").split(" ").filter(Boolean));

function start(area) {
	const data = area.dataset, side = $("side");
	const say = (text) => { $("announce").textContent = text; };
	const paint = painter(area, $("layer"), { verbs: words(data.verbs), small: words(data.small), langs: words(data.langs) });
	area.closest(".ed-paper").classList.add("is-painted");
	paint.update();
	area.addEventListener("input", paint.update);
	const walk = follow(side, data.file);
	tabs(side.querySelector(".ed-tabs ul"));
	document.addEventListener("selectionchange", () => {
		if (document.activeElement === area) here(lineAt(area.value, area.selectionStart));
	});
	const go = (line) => {
		area.focus({ preventScroll: true });
		const end = lineEnd(area.value, line);
		area.setSelectionRange(end, end); // never the whole line: the next key would wipe it
		paint.keepInSight(line, true);
		here(line);
	};
	let wrong = null;
	const here = (line) => {
		paint.at(line);
		walk(line);
		if (wrong) wrong.at(line);
		verbHelp(area, line, words(data.verbs));
	};
	document.addEventListener("nightdesk:line", (e) => go(e.detail));
	side.addEventListener("opened", () => walk(lineAt(area.value, area.selectionStart), true));
	if (!area.readOnly) wrong = edits(area, side, paint, walk, say);
	side.addEventListener("click", (e) => {
		const el = e.target.closest("[data-go]");
		if (!el || !Number(el.dataset.go)) return;
		e.preventDefault();
		go(Number(el.dataset.go));
	});
	if (Number(data.at)) go(Number(data.at));
	// A new question comes after the step that somebody works on.
	const ask = $("question");
	if (ask) {
		for (const sign of ["pointerdown", "keydown"]) area.addEventListener(sign, () => { ask.dataset.here = "1"; });
		for (const sign of ["pointerdown", "focus"]) ask.addEventListener(sign, () => { if (ask.dataset.here) ask.search = "?at=" + lineAt(area.value, area.selectionStart); });
	}
}

// What only somebody who may change the script has; gives what knows its problems.
function edits(area, side, paint, walk, say) {
	const langs = area.dataset.langs.split(" ");
	const keep = keeper(area, $("kept"), meeting(area, paint));
	suggestions(area, $("suggest"), paint, say);
	keys(area, langs);
	const steps = undo(area, say), taken = $("keys").querySelector("span"), hint = taken.textContent;
	steps.told((words, back, again) => {
		if (taken.textContent !== (words || hint)) taken.textContent = words || hint;
		$("undo").disabled = !back;
		$("redo").hidden = !again;
	});
	$("undo").addEventListener("click", steps.back);
	$("redo").addEventListener("click", steps.again);
	const wrong = problems(area, $("dock"), paint, say, (found) => {
		walk(lineAt(area.value, area.selectionStart), true);
		for (const [id, n] of Object.entries(found.counts)) {
			const el = $("count-" + id);
			el.textContent = n || "";
			el.hidden = !n;
		}
	});

	side.addEventListener("click", (e) => {
		const [fix, room, accept] = ["fix", "room", "accept"].map((what) => e.target.closest("[data-" + what + "]"));
		if (!fix && !room && !accept) return;
		e.preventDefault();
		if (room) return wrong.room(Number(room.dataset.line), room.dataset.room);
		if (fix) return wrong.use(Number(fix.dataset.line), fix.dataset.fix);
		const reason = accept.form.elements["reason:" + accept.value];
		if (reason.value.trim()) wrong.accept(Number(accept.dataset.line), accept.dataset.accept, reason.value);
		else reason.focus();
	});
	area.form.addEventListener("submit", (e) => { e.preventDefault(); keep.save().then((ok) => { if (ok) say("Saved in your draft"); }); wrong.look(); });
	document.addEventListener("keydown", (e) => {
		if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s" && !e.altKey) { e.preventDefault(); area.form.requestSubmit(); }
	});
	// What was typed since is kept before the question is taken out of the draft.
	const added = $("added");
	if (added) added.addEventListener("submit", async (e) => {
		if (!keep.dirty()) return;
		e.preventDefault();
		const out = e.submitter;
		if (await keep.save()) added.requestSubmit(out);
	});
	wrong.look();
	return wrong;
}

// The link to help leads to the verb under the cursor.
function verbHelp(area, line, verbs) {
	const link = $("verbhelp"), text = area.value.slice(lineStart(area.value, line), lineEnd(area.value, line));
	const verb = text.trim().split(/\s/)[0];
	link.hash = verbs.has(verb) ? "verb-" + verb : "";
	link.querySelector("span").textContent = verbs.has(verb) ? "Help with “" + verb + "”" : "Help";
}

// Two windows have changed the same script: both texts are shown until somebody chooses.
function meeting(area, paint) {
	return (theirs, done) => {
		const box = $("meeting");
		$("theirs").value = theirs;
		box.hidden = false;
		box.scrollIntoView({ block: "nearest" });
		$("take-mine").onclick = () => { box.hidden = true; done("mine"); };
		$("take-theirs").onclick = () => {
			box.hidden = true;
			$("theirs").value = area.value; // what is given up can still be copied
			area.value = theirs;
			paint.update();
			area.dispatchEvent(new Event("input", { bubbles: true }));
			done("theirs");
		};
	};
}

const area = $("script");
if (area) start(area);
