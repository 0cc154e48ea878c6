// When a session ends, nothing of it stays on any screen: not in another tab, not in a
// page that the browser kept for its way back, and not when the server cannot be asked
// (ASVS 5.0 14.3.1). A person who works on a page is there, though they send nothing.
"use strict";
(() => {
	const root = document.documentElement;
	// Tabs of the same address hear each other; one says no more than that it is out.
	const tabs = window.BroadcastChannel ? new BroadcastChannel("nightdesk session") : null;
	const tell = () => { if (tabs) tabs.postMessage("out"); };
	if (root.dataset.left === undefined) {
		if (document.body.classList.contains("outside")) tell();
		return;
	}
	const every = 10000; // ms between questions
	let touched = false, over = false, ends, wall;
	const lasts = (seconds) => { ends = performance.now() + seconds * 1000; wall = Date.now() + seconds * 1000; };
	lasts(Number(root.dataset.left));

	const gone = (to) => {
		if (over) return;
		over = true;
		document.title = "Signed out";
		document.body.replaceChildren();
		tell();
		to();
	};
	const signIn = () => location.replace("/console/signin");
	// ask finds out whether the session still stands. Only what somebody does keeps it
	// awake; that a page asks does not.
	const ask = async () => {
		const head = touched ? {} : { "X-Nightdesk-Live": "1" };
		touched = false;
		try {
			const answer = await fetch("/console/still", { headers: head, credentials: "same-origin", redirect: "manual" });
			if (answer.status === 401 || answer.type === "opaqueredirect") { gone(signIn); return false; }
			if (answer.ok) lasts(Number(await answer.text()));
			return answer.ok;
		} catch {
			return false; // nobody answers: the time that was left runs out
		}
	};
	for (const sign of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(sign, () => { touched = true; }, { passive: true, capture: true });
	setInterval(ask, every);
	setInterval(() => { if (performance.now() > ends || Date.now() > wall) gone(signIn); }, 1000);
	document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
	if (tabs) tabs.addEventListener("message", async (e) => {
		if (e.data !== "out" || over) return;
		document.body.hidden = true; // until it is known
		if (await ask()) document.body.hidden = false;
		else gone(signIn);
	});
	// A page out of the browser's memory may be of a session that has ended.
	addEventListener("pageshow", (e) => { if (e.persisted) gone(() => location.reload()); });
})();
