// Running the test talks takes some seconds: the form says so while it does, and is
// sent once. Without this the browser's own sign of loading says it.
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
	addEventListener("pageshow", (e) => {
		if (!e.persisted) return;
		for (const form of document.querySelectorAll("form[data-publish]")) {
			delete form.dataset.sent;
			const busy = form.querySelector(".rel-busy");
			if (busy) busy.hidden = true;
		}
	});
})();
