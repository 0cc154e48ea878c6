// The list of what can be written here. It opens by itself where a word is begun and
// with Ctrl+Space anywhere; Tab takes the first, arrows and Enter any, Escape closes it.
import { ask } from "./editor_ask.js";
import { lineAt, lineStart } from "./editor_paint.js";
import { replace } from "./editor_type.js";

export function suggestions(area, list, paint, say) {
	let items = [], at = -1, from = 0, asking = null, timer = 0;
	const open = () => !list.hidden;
	const close = () => {
		clearTimeout(timer);
		if (asking) asking.abort();
		list.hidden = true;
		items = [];
		at = -1;
		area.removeAttribute("aria-activedescendant");
		area.removeAttribute("aria-controls");
	};
	const choose = (i) => {
		at = i;
		[...list.children].forEach((el, n) => el.setAttribute("aria-selected", String(n === i)));
		const el = list.children[i];
		if (!el) { area.removeAttribute("aria-activedescendant"); return; }
		area.setAttribute("aria-activedescendant", el.id);
		el.scrollIntoView({ block: "nearest" });
	};
	const take = (i) => {
		const item = items[i], to = area.selectionStart, begin = item && lineStart(area.value, lineAt(area.value, to)) + item.from;
		if (!item) return;
		close();
		replace(area, begin, to, item.text, "typed");
	};
	const show = (found, wanted) => {
		items = found.items;
		if (!items.length) return close();
		from = lineStart(area.value, found.line) + items[0].from;
		list.replaceChildren(...items.map((item, i) => {
			const el = document.createElement("li"), name = document.createElement("b"), about = document.createElement("span");
			el.id = "suggest-" + i;
			el.setAttribute("role", "option");
			el.setAttribute("aria-selected", "false");
			name.textContent = item.text;
			about.textContent = item.does;
			el.append(name, about);
			el.addEventListener("pointerdown", (e) => { e.preventDefault(); take(i); });
			return el;
		}));
		list.hidden = false;
		area.setAttribute("aria-controls", list.id);
		place();
		if (!open()) return;
		choose(wanted ? 0 : -1);
		say(items.length === 1 ? "1 suggestion" : items.length + " suggestions");
	};
	// Below the line, or above it where there is more room, and never under what stands
	// below the text: it lies over the whole page.
	const place = () => {
		const paper = area.closest(".ed-paper").getBoundingClientRect(), caret = paint.rect(from), view = window.visualViewport;
		if (caret.bottom < paper.top || caret.top > paper.bottom) return close(); // scrolled away
		list.style.maxHeight = "";
		const gap = 4, edge = 8, high = list.offsetHeight, floor = view ? view.offsetTop + view.height : innerHeight;
		const below = Math.min(paper.bottom, floor) - caret.bottom - gap - edge, above = caret.top - Math.max(paper.top, view ? view.offsetTop : 0) - gap - edge;
		const up = below < high && above > below, room = Math.max(up ? above : floor - caret.bottom - gap - edge, 96);
		const tall = Math.min(high, room);
		list.style.maxHeight = tall + "px";
		list.style.left = Math.max(edge, Math.min(caret.left, innerWidth - list.offsetWidth - edge)) + "px";
		list.style.top = (up ? caret.top - gap - tall : caret.bottom + gap) + "px";
	};
	area.closest(".ed-paper").addEventListener("scroll", () => { if (open()) place(); });
	addEventListener("scroll", () => { if (open()) place(); }, { passive: true });
	addEventListener("resize", () => { if (open()) place(); });
	const look = async (wanted) => {
		clearTimeout(timer);
		if (asking) asking.abort();
		asking = new AbortController();
		const offset = area.selectionStart, text = area.value, line = lineAt(text, offset);
		const { ok, body } = await ask("complete", { file: area.dataset.file, text, line, col: offset - lineStart(text, line) }, asking.signal);
		// What is typed meanwhile asks anew.
		if (!ok || area.value !== text || area.selectionStart !== offset) return;
		show(body, wanted);
	};

	// By itself it opens only where a name is due: it must never be in the way of words.
	const due = () => {
		if (area.selectionStart !== area.selectionEnd) return false;
		const before = area.value.slice(lineStart(area.value, lineAt(area.value, area.selectionStart)), area.selectionStart);
		return /^\s*[a-z]+$/.test(before) || /\{[^{}]*$/.test(before) || /^\s*(if|keep|offer|set|answer|consent|use)\s[^"]*$/.test(before) ||
			/(^|\s)(then|flow|to)\s+\S*$/.test(before) && !/^\s*(say|ask|again|discreet|[a-z]{2})\s/.test(before);
	};
	area.addEventListener("input", (e) => {
		if (e.isComposing || !/^insertText$|^deleteContentBackward$/.test(e.inputType || "")) return close();
		if (!due()) return close();
		clearTimeout(timer);
		timer = setTimeout(() => look(false), 90);
	});
	area.addEventListener("keydown", (e) => {
		if (e.key === " " && e.ctrlKey) { e.preventDefault(); look(true); return; }
		if (!open() || e.isComposing) return;
		const last = items.length - 1;
		if (e.key === "ArrowDown") choose(at >= last ? 0 : at + 1);
		else if (e.key === "ArrowUp") choose(at <= 0 ? last : at - 1);
		else if (e.key === "Enter" && at >= 0) take(at);
		else if (e.key === "Tab" && !e.shiftKey) take(Math.max(at, 0));
		else if (e.key === "Escape") close();
		else return;
		e.preventDefault();
		e.stopImmediatePropagation();
	});
	area.addEventListener("blur", close);
	area.addEventListener("pointerdown", close);
	return { close };
}
