// Shows a new question as people will get it, while it is written: with its length, and
// the letters that make it longer.
const form = document.getElementById("new-question");
if (form) {
	let timer = 0, asking = null;
	const look = async () => {
		if (asking) asking.abort();
		const mine = (asking = new AbortController());
		const body = new URLSearchParams([...new FormData(form), ["look", "1"]].filter(([, value]) => typeof value === "string"));
		try {
			const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: mine.signal, credentials: "same-origin", redirect: "manual", headers: { "X-Nightdesk-Live": "1" } });
			if (!answer.ok) return; // what was shown stays; sending the form says what is wrong
			const html = await answer.text();
			if (!mine.signal.aborted) document.dispatchEvent(new CustomEvent("nightdesk:fill", { detail: { id: "look", html } }));
			if (document.getElementById("is-shared")) shared.hidden = false;
		} catch { /* typed on, or the server is away: the next key asks again */ }
	};
	// The neutral question is asked for only where it is needed, and stays once it is there.
	const shared = document.getElementById("shared");
	document.getElementById("look").addEventListener("click", (e) => {
		if (e.target.id !== "take-neutral") return;
		for (const el of document.querySelectorAll("[data-neutral]")) document.getElementById("discreet-" + el.dataset.neutral).value = el.textContent;
		shared.hidden = false;
		shared.querySelector("textarea").focus();
		look();
	});
	// What was said to be missing is no more once it is there.
	form.addEventListener("input", (e) => {
		if (e.target.getAttribute("aria-invalid") !== "true" || !e.target.value.trim()) return;
		e.target.removeAttribute("aria-invalid");
		e.target.removeAttribute("aria-describedby");
		document.getElementById("problem")?.remove();
	});
	form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
	// Who will be asked there, and whether people have agreed to be texted by then.
	const after = document.getElementById("after"), early = document.getElementById("early");
	after.addEventListener("input", () => {
		const place = [...document.querySelectorAll("#places li")].find((el) => el.dataset.step === after.value);
		document.getElementById("who").textContent = place ? place.textContent : "";
		early.textContent = place ? place.dataset.early : "";
		early.hidden = !early.textContent;
	});
	if (document.getElementById("ask-en")?.value) look();
}
