// What the pages do beyond showing themselves. Everything works without this file
// but that a page keeps itself up to date and counts characters while one types.
"use strict";
(() => {
	const policy = window.trustedTypes
		? window.trustedTypes.createPolicy("nightdesk", { createHTML: (s) => s })
		: { createHTML: (s) => s };

	document.documentElement.classList.add("scripted");

	// --- times -----------------------------------------------------------------
	const ago = (s) => {
		if (s < 5) return "just now";
		if (s < 60) return Math.floor(s) + " s ago";
		if (s < 3600) return Math.floor(s / 60) + " min ago";
		if (s < 172800) {
			const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
			return h < 10 && m ? `${h} h ${m} min ago` : `${h} h ago`;
		}
		return Math.floor(s / 86400) + " days ago";
	};
	const until = (s) => {
		if (s <= 0) return "now";
		if (s < 60) return `in ${Math.floor(s)} s`;
		if (s < 600) return `in ${Math.floor(s / 60)} min ${Math.floor(s) % 60} s`;
		if (s < 3600) return `in ${Math.floor(s / 60)} min`;
		if (s < 172800) {
			const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
			return h < 10 && m ? `in ${h} h ${m} min` : `in ${h} h`;
		}
		return `in ${Math.floor(s / 86400)} days`;
	};
	// The server's clock counts, not this computer's.
	const served = Date.parse(document.documentElement.dataset.now || "");
	const opened = performance.now();
	const now = () => (isNaN(served) ? Date.now() : served + (performance.now() - opened));
	const clocks = () => {
		for (const t of document.querySelectorAll("time[data-ago], time[data-until], time[data-for]")) {
			const at = Date.parse(t.dateTime);
			const past = (now() - at) / 1000;
			const say = t.hasAttribute("data-until") ? until(-past) : t.hasAttribute("data-ago") ? ago(past) : past < 5 ? "a moment" : ago(past).replace(/ ago$/, "");
			if (t.textContent !== say) t.textContent = say;
		}
		for (const t of document.querySelectorAll("time[data-clock]")) {
			t.textContent = new Date(now()).toLocaleTimeString("en-US", { timeZone: t.dataset.clock, hour: "numeric", minute: "2-digit", second: "2-digit" });
		}
	};
	if (!isNaN(served)) setInterval(clocks, 1000);

	// On a phone the menu is folded: it says where one is, and opens below that.
	const list = document.getElementById("menu"), place = list && list.querySelector("[aria-current]");
	if (list) {
		const fold = document.createElement("button"), open = (is) => fold.setAttribute("aria-expanded", String(is));
		fold.type = "button";
		fold.className = "menu-open";
		fold.setAttribute("aria-controls", list.id);
		fold.textContent = "Menu" + (place ? ": " + place.textContent : "");
		open(false);
		fold.addEventListener("click", () => open(fold.getAttribute("aria-expanded") !== "true"));
		list.parentElement.addEventListener("keydown", (e) => { if (e.key === "Escape") { open(false); fold.focus(); } });
		list.before(fold);
	}

	// What was read can be put away.
	for (const flash of document.querySelectorAll("#flashes > *")) {
		const close = document.createElement("button");
		close.type = "button";
		close.className = "flash-close";
		close.textContent = "✕";
		close.setAttribute("aria-label", "Close this notice");
		close.addEventListener("click", () => { flash.remove(); document.getElementById("main").focus({ preventScroll: true }); });
		flash.append(close);
	}

	// --- pieces that keep themselves up to date --------------------------------
	const pieces = () => document.querySelectorAll("[data-live]");
	// What changed is said once and shortly: reading a whole table again helps nobody.
	const said = new Map();
	const announce = (box) => {
		const el = box.querySelector("[data-announce]"), out = document.getElementById("announce");
		if (!el || !out) return;
		if (said.has(box.id) && said.get(box.id) !== el.textContent) out.textContent = el.textContent;
		said.set(box.id, el.textContent);
	};
	const keyOf = (el) => el && (el.id || el.getAttribute("data-key"));
	const refresh = async (box) => {
		if (box.dataset.busy) { box.dataset.again = "1"; return; }
		box.dataset.busy = "1";
		try {
			const answer = await fetch(box.dataset.live, { headers: { "X-Nightdesk-Live": "1" }, credentials: "same-origin", redirect: "manual" });
			if (answer.status === 401 || answer.type === "opaqueredirect") { location.reload(); return; }
			if (!answer.ok) throw new Error(String(answer.status));
			const html = await answer.text();
			if (html === box.dataset.had) return;
			const typing = box.contains(document.activeElement) && document.activeElement.matches("input:not([type=hidden]), textarea, select");
			if (typing || box.querySelector("details[open] form")) { box.dataset.again = "1"; return; } // never under somebody's fingers
			const focus = box.contains(document.activeElement) ? keyOf(document.activeElement) : null;
			box.innerHTML = policy.createHTML(html);
			box.dataset.had = html;
			announce(box);
			if (focus) {
				const back = [...box.querySelectorAll("[id], [data-key]")].find((el) => keyOf(el) === focus);
				if (back) back.focus({ preventScroll: true });
				else if (box.tabIndex >= 0 || box.hasAttribute("tabindex")) box.focus({ preventScroll: true });
			}
			clocks();
		} catch {
			state("lost");
		} finally {
			delete box.dataset.busy;
			if (box.dataset.again && !box.contains(document.activeElement)) { delete box.dataset.again; setTimeout(() => refresh(box), 400); }
		}
	};
	document.addEventListener("focusout", () => setTimeout(() => {
		for (const box of pieces()) if (box.dataset.again && !box.contains(document.activeElement)) { delete box.dataset.again; refresh(box); }
	}, 0));
	const state = (is) => {
		for (const el of document.querySelectorAll("[data-live-state]")) {
			if (el.dataset.is === is) continue;
			el.dataset.is = is;
			el.textContent = is === "live" ? "Up to date" : "Not up to date: reconnecting";
		}
	};
	if (pieces().length && window.EventSource) {
		pieces().forEach(announce);
		// Whoever has a conversation before their eyes is not told by text of what is new
		// in it; a page that was left open, or lies behind another, is before nobody's.
		const talk = document.querySelector("[data-case]"), away = 120000;
		let events, looking = false, touched = performance.now();
		const looks = () => Boolean(talk) && !document.hidden && performance.now() - touched < away;
		const listen = () => {
			if (events) events.close();
			looking = looks();
			const stream = events = new EventSource("/console/events" + (looking ? "?case=" + encodeURIComponent(talk.dataset.case) : ""));
			stream.addEventListener("stamp", () => { state("live"); pieces().forEach(refresh); });
			stream.addEventListener("end", () => { stream.close(); location.reload(); });
			stream.addEventListener("open", () => state("live"));
			stream.addEventListener("error", () => state("lost"));
		};
		listen();
		if (talk) {
			const again = () => { if (looks() !== looking) listen(); };
			for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) {
				addEventListener(sign, () => { touched = performance.now(); again(); }, { passive: true });
			}
			document.addEventListener("visibilitychange", () => { if (!document.hidden) touched = performance.now(); again(); });
			setInterval(again, 5000);
		}
		addEventListener("pagehide", () => events.close());
		addEventListener("pageshow", (e) => { if (e.persisted) listen(); });
	}

	// Other scripts of ours hand over what the server drew: markup is made here alone.
	document.addEventListener("nightdesk:fill", (e) => {
		const box = document.getElementById(e.detail.id);
		if (box) box.innerHTML = policy.createHTML(e.detail.html);
	});

	// --- how long a text is (the same rules as package text) -------------------
	const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
	const extended = "^{}\\[~]|€\f";
	const measure = (text) => {
		let septets = 0;
		for (const c of text) {
			if (basic.includes(c)) septets += 1;
			else if (extended.includes(c)) septets += 2;
			else {
				const units = text.length;
				return { long: units, parts: units <= 70 ? (units ? 1 : 0) : Math.ceil(units / 67), odd: c };
			}
		}
		return { long: septets, parts: septets <= 160 ? (septets ? 1 : 0) : Math.ceil(septets / 153), odd: "" };
	};
	for (const area of document.querySelectorAll("textarea[data-segments]")) {
		const out = document.getElementById(area.dataset.segments);
		if (!out) continue;
		const show = () => {
			const m = measure(area.value.replace(/\r\n/g, "\n"));
			out.textContent = `${m.long} characters, ${m.parts === 1 ? "1 text" : m.parts + " texts"}` +
				(m.parts > 3 ? ": too long, three is the most" : "") + (m.odd ? ` (“${m.odd}” makes it longer)` : "");
		};
		area.addEventListener("input", show);
		show();
	}
	// A template is put where it can still be changed.
	for (const button of document.querySelectorAll("button[data-fill]")) {
		button.addEventListener("click", (e) => {
			const area = document.getElementById(button.dataset.fill);
			if (!area) return;
			e.preventDefault();
			area.value = button.value;
			area.dispatchEvent(new Event("input"));
			area.focus();
		});
	}
	// A form is sent once; the server would take it once anyway.
	for (const form of document.querySelectorAll("form[method=post]")) {
		form.addEventListener("submit", (e) => setTimeout(() => {
			if (e.defaultPrevented) return;
			for (const b of form.querySelectorAll("button")) b.disabled = true;
		}, 0));
	}
	addEventListener("pageshow", (e) => {
		if (e.persisted) for (const b of document.querySelectorAll("form button")) b.disabled = false;
	});
})();
