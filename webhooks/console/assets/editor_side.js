// Beside the text: tabs, and the picture that follows the cursor.

// tabs makes tabs of a list of links to sections, which without this stand below each
// other.
export function tabs(list) {
	const links = [...list.querySelectorAll("a[href^='#']")];
	const panel = (link) => document.getElementById(link.hash.slice(1));
	const open = (link) => {
		for (const l of links) {
			const on = l === link;
			l.setAttribute("aria-selected", String(on));
			l.tabIndex = on ? 0 : -1;
			panel(l).hidden = !on;
		}
		list.dispatchEvent(new Event("opened", { bubbles: true }));
	};
	list.setAttribute("role", "tablist");
	for (const l of links) {
		l.setAttribute("role", "tab");
		l.setAttribute("aria-controls", l.hash.slice(1));
		l.parentElement.setAttribute("role", "presentation");
		panel(l).setAttribute("role", "tabpanel");
		l.addEventListener("click", (e) => { e.preventDefault(); open(l); });
		l.addEventListener("keydown", (e) => {
			const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
			if (!by) return;
			e.preventDefault();
			const next = links[(links.indexOf(l) + by + links.length) % links.length];
			next.focus();
			open(next);
		});
	}
	const named = () => links.find((l) => l.hash === location.hash);
	addEventListener("hashchange", () => { if (named()) open(named()); });
	open(named() || links[0]);
}

// follow shows in the picture, and among the texts, where the cursor is, and where the
// talk on the phone waits.
export function follow(side, file) {
	let shown = null, read = null, cursor = 0, waits = 0;
	const holds = (el, line) => Number(el.dataset.line) <= line && line <= Number(el.dataset.end);
	const steps = () => [...side.querySelectorAll(".flow-step[data-line]")];
	const first = () => steps().reduce((a, b) => a && Number(a.dataset.line) <= Number(b.dataset.line) ? a : b, null);
	const draw = (again) => {
		for (const el of side.querySelectorAll(".meter")) el.classList.toggle("is-here", holds(el, cursor));
		const text = side.querySelector(".meter.is-here");
		if (text && (again || read !== text.dataset.line)) scroll(text, text.closest(".ed-panel"));
		read = text && text.dataset.line;
		for (const el of steps()) {
			el.classList.toggle("is-here", holds(el, cursor));
			el.classList.toggle("is-waiting", waits > 0 && holds(el, waits));
		}
		// Above the first step there is nothing to follow: the picture begins with that step,
		// for a large one has nothing but lines in its corner.
		const step = steps().find((el) => holds(el, cursor)) || (shown === null ? first() : null);
		if (!step) return;
		if (shown === step.dataset.line && !again) return;
		shown = step.dataset.line;
		scroll(step, step.closest(".flow-scroll"));
	};
	document.addEventListener("nightdesk:step", (e) => {
		waits = e.detail.file === file ? e.detail.line : 0;
		draw(false);
	});
	return (line, again) => { cursor = line; draw(again); };
}

// Only the picture or the list scrolls, never the page under somebody's hands.
function scroll(el, box) {
	const a = el.getBoundingClientRect(), b = box.getBoundingClientRect();
	if (!b.height) return;
	if (a.top < b.top + 8 || a.bottom > b.bottom - 8) box.scrollTop += a.top - b.top - Math.max(8, (b.height - a.height) / 2);
	if (a.left < b.left + 8 || a.right > b.right - 8) box.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
}
