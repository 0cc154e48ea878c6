// The tests that are played with a draft. Without this file the page works by pressing
// a button more: what is drawn and what is done comes from the server.
"use strict";
(() => {
	const fill = (id, html) => document.dispatchEvent(new CustomEvent("nightdesk:fill", { detail: { id, html } }));
	const headers = { "X-Nightdesk-Live": "1", "Content-Type": "application/x-www-form-urlencoded" };
	const announce = document.getElementById("announce");
	const pause = 600;

	// ask sends an order again and again until what comes says that it is over. Nothing is
	// changed by that.
	const ask = async (path, body, goesOn) => {
		for (let missed = 0; ;) {
			await new Promise((go) => setTimeout(go, pause * (missed + 1)));
			try {
				const answer = await fetch(path, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual" });
				if (answer.status === 401 || answer.type === "opaqueredirect") { location.reload(); return; }
				if (answer.status === 422 || answer.status === 409) return; // which the form is told as well
				if (!answer.ok) throw new Error(String(answer.status));
				if (!goesOn(await answer.text())) return;
				missed = 0;
			} catch { missed = Math.min(missed + 1, 20); }
		}
	};

	// --- all tests are played ------------------------------------------------------
	const tests = document.getElementById("tests-body");
	if (tests && tests.querySelector("[data-run]") && document.querySelector("[data-run-form]")) {
		ask("/console/scripts/tests/run", "", (html) => {
			const shown = () => [...tests.querySelectorAll("details.te-safety")], open = shown().map((d) => d.open);
			fill("tests-body", html);
			shown().forEach((d, i) => { d.open = Boolean(open[i]); }); // what somebody reads meanwhile stays open
			return tests.querySelector("[data-run]");
		}).then(() => {
			const said = tests.querySelector("[data-announce]");
			if (announce && said) announce.textContent = said.textContent;
		});
	}

	// --- an order that plays tests ---------------------------------------------------
	const working = document.querySelector("[data-working]");
	if (working) {
		const form = working.querySelector("form[data-goes-on]");
		ask(form.getAttribute("action"), new URLSearchParams(new FormData(form)), (html) => {
			const now = / max="(\d+)" value="(\d+)"/.exec(html);
			if (!now || !html.includes("data-working")) return false;
			working.querySelector("progress").value = Number(now[2]);
			working.querySelector("[data-played]").textContent = `${now[2]} of ${now[1]} played`;
			return true;
		}).then(() => form.requestSubmit());
	}

	// A form says that it works, and is sent once. What is drawn anew while tests are
	// played has such forms as well.
	document.addEventListener("submit", (e) => {
		const sent = e.target;
		if (e.defaultPrevented || !sent.matches("form[data-work]")) return;
		if (sent.dataset.sent) { e.preventDefault(); return; }
		sent.dataset.sent = "1";
		const busy = sent.querySelector(".te-busy");
		if (busy) { busy.hidden = false; busy.textContent = "Working…"; }
		setTimeout(() => { for (const b of sent.querySelectorAll("button")) b.disabled = true; }, 0); // the one that was pressed is sent along
	});
	addEventListener("pageshow", (e) => {
		if (!e.persisted) return;
		for (const sent of document.querySelectorAll("form[data-sent]")) {
			delete sent.dataset.sent;
			for (const busy of sent.querySelectorAll(".te-busy")) busy.hidden = true;
			for (const b of sent.querySelectorAll("button")) b.disabled = false;
		}
	});
})();
