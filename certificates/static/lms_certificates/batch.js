// Shows how far a batch is, until all is printed. What is read aloud: each quarter, and the end.
const EVERY = 1500; // milliseconds
const place = document.querySelector("[data-batch]");
const said = document.querySelector("[data-batch-said]");

function show(html) {
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const quarter = () => Math.floor(4 * place.querySelector("progress").position);
  const before = quarter();
  place.innerHTML = html;
  if (focused) place.querySelector(`a[href="${focused}"]`)?.focus();
  if (quarter() !== before || place.querySelector("[data-finished]")) {
    said.textContent = place.querySelector("label").textContent;
  }
}

async function look() {
  if (place.querySelector("[data-finished]")) return;
  try {
    const response = await fetch(place.dataset.batch, { credentials: "same-origin" });
    if (response.ok) show(await response.text());
  } catch {
    // No connection at the moment: the next look may have one.
  }
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
