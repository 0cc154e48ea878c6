// Measures a wording while it is written: length, cost, how hard it is to read.
import { ask } from "./editor_ask.js";

const form = document.getElementById("wording");
if (form) {
	const fields = [...form.querySelectorAll("textarea[data-lang]")];
	// Browsers that let no field grow with its text are helped.
	const grow = (f) => { f.style.height = "auto"; f.style.height = f.scrollHeight + f.offsetHeight - f.clientHeight + "px"; };
	if (!CSS.supports("field-sizing", "content")) for (const f of fields) { grow(f); f.addEventListener("input", () => grow(f)); }
	let timer = 0, asking = null;
	const measure = async () => {
		if (asking) asking.abort();
		asking = new AbortController();
		const words = Object.fromEntries(fields.map((f) => [f.dataset.lang, f.value]));
		const { ok, body } = await ask("measure", { file: form.dataset.file, key: form.dataset.key, words }, asking.signal);
		if (ok) document.dispatchEvent(new CustomEvent("nightdesk:fill", { detail: { id: "measured", html: body.html } }));
	};
	for (const f of fields) f.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(measure, 200); });
}
