/* Looks for something similar while someone writes. It only ever suggests; sending never waits for it. */

const PAUSE = 900; // ms without typing
const SHORTEST = 12; // characters worth a question
let waiting = 0;
let asked = "";

const ask = async (field) => {
  const form = field.form;
  const place = form.querySelector("[data-similar]");
  const text = field.value.trim();
  if (!place || text === asked) return;
  asked = text;
  if (text.length < SHORTEST) {
    place.replaceChildren();
    return;
  }
  const body = new FormData();
  body.set("text", text);
  body.set("fragment", "1");
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const response = await fetch(place.dataset.similar, { method: "POST", body });
    if (response.ok && !response.redirected && text === field.value.trim()) place.innerHTML = await response.text();
  } catch {
    // Without a connection there are no suggestions, and writing goes on.
  }
};

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.name !== "text" || !field.form?.querySelector("[data-similar]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(field), PAUSE);
});
