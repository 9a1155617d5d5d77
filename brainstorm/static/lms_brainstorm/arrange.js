/* Dragging a card onto a group does what ticking it and pressing "Move" does; keyboard and phone need none of it. */

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-drag]");
  if (card) event.dataTransfer.setData("text/plain", card.dataset.drag);
});
document.addEventListener("dragover", (event) => {
  if (event.target.closest?.("[data-group]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const group = event.target.closest?.("[data-group]");
  const form = group?.closest("[data-arrange]");
  const number = event.dataTransfer.getData("text/plain");
  const tick = form?.querySelector(`[data-drag="${CSS.escape(number)}"] input[type=checkbox]`);
  if (!tick) return;
  event.preventDefault();
  for (const other of form.querySelectorAll("input[name=ideas]")) other.checked = other === tick;
  form.elements.group.value = group.dataset.group;
  form.querySelector(`button[value=${group.dataset.group ? "move" : "out"}]`).click();
});
for (const card of document.querySelectorAll("[data-drag]")) card.draggable = true;
