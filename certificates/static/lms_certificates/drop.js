/* A certificate dropped anywhere on the page is checked at once. Without this the field and its button do the same. */

const form = document.querySelector("[data-lms-drop]");
const input = form?.querySelector("input[type=file]");

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
const mark = (isOver) => form.classList.toggle("lms-drop--over", isOver);

if (input) {
  input.addEventListener("change", () => input.files.length && form.requestSubmit());
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      mark(true);
    }
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      mark(false);
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}
