// Shows how far a batch is, until all is printed.
const EVERY = 1500; // milliseconds
const place = document.querySelector("[data-batch]");

async function look() {
  if (place.querySelector("[data-finished]")) return;
  try {
    const response = await fetch(place.dataset.batch, { credentials: "same-origin" });
    if (response.ok) place.innerHTML = await response.text();
  } catch {
    // No connection at the moment: the next look may have one.
  }
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
