/* Three things that htmx does not do in a discussion.

   data-mentions="URL"   a form in whose field people of the course are suggested while someone types @ and a name. The
                         keys are those of a combo box: arrows choose, Enter or Tab takes, Escape closes. Without this
                         module people type the whole name.
   data-live-failed      a sentence that is shown when a form could not be sent; what was typed stays in its field.
   a changed post        takes the place of the one shown, unless someone has a form of it open: what is typed stays. */

const WORD = /(?:^|[\s(])@([\p{L}\p{N}._+-]{1,30})$/u;
let list = null; // the open suggestions: { field, element, chosen }
let asked = 0;

const close = () => {
  if (!list) return;
  list.field.removeAttribute("aria-activedescendant");
  list.field.removeAttribute("aria-controls");
  list.element.remove();
  list = null;
};

const choose = (place) => {
  const options = [...list.element.children];
  list.chosen = (place + options.length) % options.length;
  options.forEach((option, number) => {
    option.setAttribute("aria-selected", String(number === list.chosen));
  });
  list.field.setAttribute("aria-activedescendant", options[list.chosen].id);
};

const take = (option) => {
  const { field } = list;
  const before = field.value.slice(0, field.selectionStart).replace(/@[^@\s]*$/u, `@${option.dataset.username} `);
  const after = field.value.slice(field.selectionStart);
  field.value = before + after;
  field.setSelectionRange(before.length, before.length);
  close();
  field.focus();
};

const open = (field, people) => {
  close();
  const element = document.createElement("ul");
  element.className = "lms-suggestions";
  element.id = `${field.id}-people`;
  element.setAttribute("role", "listbox");
  element.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  people.forEach((person, number) => {
    const option = document.createElement("li");
    option.id = `${element.id}-${number}`;
    option.setAttribute("role", "option");
    option.dataset.username = person.username;
    const name = document.createElement("strong");
    name.textContent = person.name || person.username;
    const handle = document.createElement("span");
    handle.className = "lms-talk__handle";
    handle.textContent = `@${person.username}`;
    option.append(name, handle);
    option.addEventListener("mousedown", (event) => {
      event.preventDefault(); // The field keeps the focus and its cursor.
      take(option);
    });
    element.append(option);
  });
  field.after(element);
  field.setAttribute("aria-controls", element.id);
  list = { field, element, chosen: 0 };
  choose(0);
};

document.addEventListener("input", async (event) => {
  const field = event.target;
  const form = field.closest?.("form[data-mentions]");
  if (!form || field.name !== "text") return;
  const typed = WORD.exec(field.value.slice(0, field.selectionStart));
  const turn = ++asked;
  if (!typed) {
    close();
    return;
  }
  try {
    const response = await fetch(`${form.dataset.mentions}?q=${encodeURIComponent(typed[1])}`);
    if (turn !== asked || !response.ok || response.redirected) return;
    const { people } = await response.json();
    if (turn !== asked) return;
    if (people.length) open(field, people);
    else close();
  } catch {
    close();
  }
});

document.addEventListener("keydown", (event) => {
  if (!list || event.target !== list.field) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(list.chosen + step);
  else if (event.key === "Enter" || event.key === "Tab") take(list.element.children[list.chosen]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  if (list && event.target === list.field) close();
});

const fail = ({ detail }) => {
  const notice = document.querySelector("[data-live-failed]");
  if (!notice || detail.requestConfig.verb === "get") return;
  notice.hidden = false;
  notice.scrollIntoView({ block: "center" });
};
document.addEventListener("htmx:responseError", fail);
document.addEventListener("htmx:sendError", fail);

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.target.matches(".lms-talk") && event.target.querySelector("details[open]")) event.preventDefault();
});
