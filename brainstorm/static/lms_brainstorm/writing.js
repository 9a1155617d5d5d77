/* Makes the first words easier. Without this module the opening words are only shown.

   data-stem, data-stem-button   the opening words of a kind, and the button that puts them into an empty field
   data-clauses, data-wording    picking a clause puts it into the field for its wording, where nothing was changed yet */

const stemOf = (form) => form?.querySelector("input[name=kind]:checked")?.closest("label")?.querySelector("[data-stem]")?.textContent;

const showButtons = () => {
  for (const button of document.querySelectorAll("[data-stem-button]")) {
    const field = button.form?.querySelector("textarea");
    button.hidden = !field || Boolean(field.value.trim()) || !stemOf(button.form);
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stem-button]");
  if (!button) return;
  const field = button.form.querySelector("textarea");
  const stem = stemOf(button.form);
  if (field.value.trim() || !stem) return;
  // Up to the first gap: that is where one goes on writing.
  field.value = `${stem.split("…")[0].trimEnd()} `;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

let filled = "";
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-clauses]");
  if (!form || event.target.name !== "clause") return;
  const field = form.querySelector("[data-wording]");
  if (field.value.trim() && field.value !== filled) return;
  field.value = filled = event.target.value;
});

document.addEventListener("input", showButtons);
document.addEventListener("change", showButtons);
document.addEventListener("submit", () => setTimeout(showButtons));
new MutationObserver(showButtons).observe(document.body, { childList: true, subtree: true });
showButtons();
