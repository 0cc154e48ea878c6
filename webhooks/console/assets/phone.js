// The phone that talks to a draft. Without this file it works by reloading the page.
// Each step sends the whole talk, and the server plays it anew: so a text can be
// changed in the middle, and an edit of the script shows at once.
//
// With the editor on the same page (a textarea with data-file) what is typed there goes
// along before it is stored, and the talk is played again a moment after the last key.
// Where the talk waits is told with the event nightdesk:step {file, line, flow, step};
// live.js fills in what comes (nightdesk:fill).
"use strict";
(() => {
	const fill = (id, html) => document.dispatchEvent(new CustomEvent("nightdesk:fill", { detail: { id, html } }));
	const headers = { "X-Nightdesk-Live": "1", "Content-Type": "application/x-www-form-urlencoded" };
	const send = (path, body, signal) => fetch(path, { method: "POST", headers, body, signal, credentials: "same-origin", redirect: "manual" });

	// --- the phone ---------------------------------------------------------------
	const box = document.getElementById("phone-body");
	const script = document.querySelector("textarea[data-file]");
	const form = () => box && box.querySelector("form[data-phone]");
	const announce = document.getElementById("announce");
	let asked = null, seen = 0; // how many bubbles were there

	const settle = (focus) => {
		const f = form();
		if (!f) return;
		for (const list of f.querySelectorAll(".ph-talk, .ph-notes")) list.scrollTop = list.scrollHeight;
		const items = [...f.querySelectorAll(".ph-device:first-child .ph-talk > li")];
		if (seen) for (const li of items.slice(seen)) li.classList.add("ph-new");
		seen = items.length;
		const said = f.querySelector("[data-announce]");
		if (announce && said && said.textContent) announce.textContent = said.textContent;
		const stand = f.querySelector("[data-stand]");
		if (stand) {
			const { file, line, flow, step } = stand.dataset;
			const go = stand.querySelector("[data-go]");
			if (go && (!script || script.dataset.file !== file)) go.removeAttribute("data-go");
			document.dispatchEvent(new CustomEvent("nightdesk:step", { detail: { file, line: Number(line), flow, step } }));
		}
		const field = focus && f.querySelector("#" + CSS.escape(focus));
		if (field) field.focus({ preventScroll: true });
		// What came last, and where one writes, are in sight whatever was pressed further down.
		if (focus) f.querySelector(focus === "ph-staff" ? ".ph-small, .ph-mine" : ".ph-device").scrollIntoView({ block: "nearest" });
	};

	// On a narrow screen the phone is far below the script.
	document.addEventListener("click", (e) => {
		const tab = e.target.closest("a[href='#phone-body']") && document.querySelector(".ed-tabs a[href='#phone']");
		if (tab) tab.click();
	});

	document.addEventListener("click", (e) => { if (e.target.closest("a[href='#phone']")) setTimeout(() => settle("ph-say")); });

	const problem = (say) => {
		const f = form(), p = document.createElement("p");
		for (const old of f.querySelectorAll(".ph-problem")) old.remove();
		p.className = "note ph-problem";
		p.setAttribute("role", "alert");
		p.textContent = say;
		f.querySelector(".ph-pair").before(p);
	};

	const step = async (extra, focus) => {
		const f = form();
		if (asked) asked.abort();
		const mine = (asked = new AbortController());
		const body = new URLSearchParams();
		for (const [name, value] of new FormData(f)) if (typeof value === "string" && (name !== "say" && name !== "staff" || extra.do && extra.do.startsWith(name))) body.append(name, value);
		if (script) { body.set("file", script.dataset.file); body.set("text", script.value); }
		for (const [name, value] of Object.entries(extra)) body.set(name, value);
		const open = [...f.querySelectorAll("details[open] > summary")].map((s) => s.textContent);
		f.classList.add("is-busy");
		try {
			const answer = await send(f.getAttribute("action"), body, mine.signal);
			if (answer.status === 401 || answer.type === "opaqueredirect") { problem("You are signed out. Sign in in another tab, and press Send again."); return; }
			if (!answer.ok) throw new Error(String(answer.status));
			const html = await answer.text();
			if (mine.signal.aborted) return;
			fill("phone-body", html);
			for (const d of form().querySelectorAll("details")) if (open.includes(d.querySelector("summary").textContent)) d.open = true;
			settle(focus);
		} catch (e) {
			if (e.name !== "AbortError") problem("The server can't be reached just now. Your talk is still here: press Play it under “What happened, as text”, or send again.");
		} finally {
			const now = form();
			if (asked === mine && now) now.classList.remove("is-busy");
		}
	};

	// Changing what was texted, where it stands.
	const edit = (said) => {
		const words = said.querySelector("bdi"), was = words.querySelector("i") ? "" : words.textContent;
		const span = document.createElement("span"), input = document.createElement("input");
		span.className = "ph-edit";
		input.value = was;
		input.maxLength = 1600;
		input.setAttribute("aria-label", "Change what they text");
		span.append(input);
		said.hidden = true;
		said.after(span);
		input.focus();
		const back = () => { span.remove(); said.hidden = false; };
		input.addEventListener("keydown", (e) => {
			if (e.key === "Escape") { back(); said.focus(); }
			if (e.key === "Enter") {
				e.preventDefault();
				if (input.value.trim() === was) back(); else step({ do: "edit:" + said.dataset.line, words: input.value }, "ph-say");
			}
		});
		input.addEventListener("blur", () => { if (span.isConnected) back(); });
	};
	const editable = () => {
		for (const said of box.querySelectorAll(".ph-them .ph-said[data-line]")) {
			said.tabIndex = 0;
			said.setAttribute("role", "button");
			said.title = "Change what they text here";
		}
	};

	if (box && form()) {
		box.addEventListener("submit", (e) => {
			const by = e.submitter;
			if (by && by.hasAttribute("data-whole")) return; // saving goes to the list of tests
			e.preventDefault();
			const what = by && by.name === "do" ? by.value : "say";
			step({ do: what }, what.startsWith("staff") ? "ph-staff" : "ph-say").then(editable);
		});
		box.addEventListener("change", (e) => { if (e.target.id === "ph-lang") step({ do: "lang" }, "ph-lang").then(editable); });
		box.addEventListener("click", (e) => { const said = e.target.closest(".ph-said[role=button]"); if (said) edit(said); });
		box.addEventListener("keydown", (e) => { if (e.target.matches && e.target.matches(".ph-said[role=button]") && (e.key === "Enter" || e.key === " ")) { e.preventDefault(); edit(e.target); } });
		if (script) {
			let timer = 0;
			script.addEventListener("input", () => {
				clearTimeout(timer);
				if (!box.querySelector(".ph-them")) return; // nothing was said yet
				const typing = box.contains(document.activeElement);
				timer = setTimeout(() => { if (!typing) step({ do: "play" }).then(editable); }, 700);
			});
		}
		settle();
		editable();
	}
})();
