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
		} catch { /* typed on, or the server is away: the next key asks again */ }
	};
	form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
	if (document.getElementById("ask-en")?.value) look();
}
