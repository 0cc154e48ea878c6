// Passkeys: asks the server what to sign, has the browser sign it, sends it back.
"use strict";
(() => {
	if (!window.PublicKeyCredential || !navigator.credentials) return;
	const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	const post = async (path, body) => {
		const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin" });
		const said = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
		if (!answer.ok) throw new Error(said.say || "That did not work. Load the page again.");
		return said;
	};
	const readable = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));
	const make = async (o) => {
		const c = await navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: readable(o.excludeCredentials) } });
		return { id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment || undefined, clientExtensionResults: c.getClientExtensionResults(),
			response: { attestationObject: text(c.response.attestationObject), clientDataJSON: text(c.response.clientDataJSON), transports: c.response.getTransports ? c.response.getTransports() : [] } };
	};
	const use = async (o) => {
		const c = await navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: readable(o.allowCredentials) } });
		const r = c.response;
		return { id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment || undefined, clientExtensionResults: c.getClientExtensionResults(),
			response: { authenticatorData: text(r.authenticatorData), clientDataJSON: text(r.clientDataJSON), signature: text(r.signature), userHandle: r.userHandle ? text(r.userHandle) : undefined } };
	};
	for (const box of document.querySelectorAll("[data-passkey]")) {
		const button = box.querySelector("button"), say = box.querySelector("[role=status]"), name = box.querySelector("[data-name]");
		box.hidden = false;
		button.disabled = false;
		say.textContent = "";
		button.addEventListener("click", async () => {
			button.disabled = true;
			say.textContent = "Answer the question of your browser.";
			try {
				const asked = await post(box.dataset.options, {});
				if (asked.to) { location.assign(asked.to); return; }
				const response = await (box.dataset.passkey === "new" ? make : use)(asked.options);
				const done = await post(box.dataset.answer, { state: asked.state, name: name ? name.value : "", to: box.dataset.to || "", response });
				location.assign(done.to);
			} catch (e) {
				say.textContent = e instanceof DOMException ? "Nothing was done: the browser was told no, or it took too long." : e.message;
				button.disabled = false;
			}
		});
	}
})();
