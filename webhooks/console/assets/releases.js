// Playing the test talks takes up to a minute: the page shows how far it is, and sends
// the form on when all have passed. A form is sent once. Without this the page looks again
// by itself, and the form is sent on by a press.
"use strict";
(() => {
	for (const form of document.querySelectorAll("form[data-publish]")) {
		form.addEventListener("submit", (e) => {
			if (form.dataset.sent) { e.preventDefault(); return; }
			form.dataset.sent = "1";
			const busy = form.querySelector(".rel-busy"), button = form.querySelector("button[data-busy]");
			if (busy && button) { busy.textContent = button.dataset.busy; busy.hidden = false; }
		});
	}
	const playing = document.querySelector("[data-playing]");
	const watch = async () => {
		for (let missed = 0; ;) {
			await new Promise((go) => setTimeout(go, 700 * (missed + 1)));
			try {
				const answer = await fetch(location.href, { headers: { "X-Nightdesk-Live": "1" }, credentials: "same-origin", redirect: "manual" });
				if (answer.status === 401 || answer.type === "opaqueredirect") break;
				if (!answer.ok) throw new Error(String(answer.status));
				const text = await answer.text(), now = / max="(\d+)" value="(\d+)"/.exec(text);
				if (!now || !text.includes("data-playing")) break;
				playing.querySelector("progress").value = Number(now[2]);
				playing.querySelector("[data-played]").textContent = `${now[2]} of ${now[1]} played`;
				missed = 0;
			} catch { missed = Math.min(missed + 1, 20); }
		}
		location.reload();
	};
	if (playing) watch();
	const on = document.querySelector("form[data-goes-on]");
	if (on) on.requestSubmit(on.querySelector("button.primary"));
	addEventListener("pageshow", (e) => {
		if (!e.persisted) return;
		for (const form of document.querySelectorAll("form[data-publish]")) {
			delete form.dataset.sent;
			const busy = form.querySelector(".rel-busy");
			if (busy) busy.hidden = true;
		}
	});
})();
