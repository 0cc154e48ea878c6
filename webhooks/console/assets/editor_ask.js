// Asks the server about a script, and gives its answer with the status.
export async function ask(what, body, signal) {
	try {
		const answer = await fetch("/console/scripts/" + what, {
			method: "POST", credentials: "same-origin", redirect: "manual", signal,
			headers: { "Content-Type": "application/json", "X-Nightdesk-Live": "1" }, body: JSON.stringify(body),
		});
		const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
		return { ok: answer.ok && json, status: answer.type === "opaqueredirect" ? 401 : answer.status, body: json ? await answer.json() : null };
	} catch (e) {
		return { ok: false, status: e.name === "AbortError" ? -1 : 0, body: null };
	}
}
