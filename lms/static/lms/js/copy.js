/* Buttons that copy: <button data-lms-copy="id of an input" data-copied="Copied" hidden>. They show once they work. */

for (const button of document.querySelectorAll("[data-lms-copy]")) {
  const field = document.getElementById(button.dataset.lmsCopy);
  const words = button.querySelector("span");
  const label = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // Pages without HTTPS have no clipboard of their own.
    }
    words.textContent = button.dataset.copied;
    setTimeout(() => {
      words.textContent = label;
    }, 2000);
  });
}
