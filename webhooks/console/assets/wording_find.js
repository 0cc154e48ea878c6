// Narrows the list of wordings while one types.
"use strict";
(() => {
	const field = document.getElementById("find"), found = document.getElementById("found");
	if (!field) return;
	const lines = [...document.querySelectorAll("#wordings > [data-find]")];
	const opened = lines.map((li) => Boolean(li.querySelector("details[open]")));
	const none = "No text here has these words.";
	const narrow = () => {
		const words = field.value.trim().toLowerCase();
		let left = 0;
		lines.forEach((li, i) => {
			li.hidden = !li.dataset.find.includes(words);
			if (!li.hidden) left++;
			const box = li.querySelector("details");
			if (box) box.open = words ? !li.hidden : opened[i];
		});
		found.classList.toggle("hear", left > 0);
		found.textContent = left === 0 ? none : words ? `${left} of ${lines.length} left` : "";
	};
	field.addEventListener("input", narrow);
})();
