/* Keeps the answers of a quiz while someone answers it, shows the time left, and orders items by buttons.

   [data-quiz-try="ENROLLMENT-QUIZ-ATTEMPT"]   a quiz; what this browser keeps for earlier attempts at it is dropped
   form[data-save-url]   answers are sent there soon after each change, and stay in this browser until the server has
                         them, whatever happens to the connection
   [data-seconds-left]   counts down on the server's time; when it is over, the result is fetched
   [data-order]          items with buttons to move them, in place of numbers to choose
   Without this module the same form works by its buttons "Save for later" and "Check my answers". */

const SAVE_AFTER = 800; // ms without another change
const RETRY_AFTER = 5000;
const STORAGE = "lms-quiz-";

/* Answers that the server does not have yet -------------------------------------------------------------------------- */
const storage = {
  // Private windows may refuse storage: then only a reload forgets.
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      /* see above */
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      /* see above */
    }
  },
  keys() {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  },
};

const readAnswers = (form) => [...new FormData(form)].filter(([name]) => name.startsWith("question-"));

const fillIn = (form, answers) => {
  for (const field of form.querySelectorAll("[name^='question-']")) {
    const values = answers.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
};

const keepAnswers = (form, key) => {
  const words = form.dataset;
  const state = form.querySelector("[data-save-state]");
  const say = (text, isTrouble = false) => {
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("is-trouble", isTrouble);
  };
  let timer, changes = 0, isSaving = false, isOver = false;

  const save = async () => {
    clearTimeout(timer);
    if (isSaving || isOver) return;
    isSaving = true;
    const sent = changes;
    say(words.saving);
    let retry = 0;
    try {
      const response = await fetch(words.saveUrl, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new FormData(form),
        redirect: "manual",
      });
      if (response.ok) {
        const { key: submissionKey, seconds_left: secondsLeft } = await response.json();
        form.elements.submission_key.value = submissionKey;
        form.dispatchEvent(new CustomEvent("lms:time", { detail: secondsLeft }));
        if (sent === changes) {
          storage.drop(key);
          say(words.saved);
        } else retry = SAVE_AFTER;
      } else if (response.type === "opaqueredirect" || response.status === 403) {
        say(words.signedOut, true);
      } else if (response.status < 500) {
        say((await response.json()).error, true);
      } else throw new Error(response.statusText);
    } catch {
      say(words.offline, true);
      retry = RETRY_AFTER;
    }
    isSaving = false;
    if (retry) timer = setTimeout(save, retry);
  };

  const change = () => {
    changes += 1;
    storage.write(key, readAnswers(form));
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  };

  form.querySelector("[data-save-button]").hidden = true;
  form.addEventListener("input", change);
  form.addEventListener("lms:changed", change);
  form.addEventListener("lms:over", () =>
    save().finally(() => {
      isOver = true;
    }),
  );
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      say(words.cannotSend, true);
      return;
    }
    clearTimeout(timer);
    isOver = true;
  });
  addEventListener("online", () => {
    if (storage.read(key)) save();
  });
  // The page may come back from the browser's memory after it was sent and left.
  addEventListener("pageshow", () => {
    isOver = false;
  });

  const unsent = storage.read(key);
  if (unsent) {
    fillIn(form, unsent);
    changes += 1;
    save();
  }
};

/* Time left ---------------------------------------------------------------------------------------------------------- */
const countDown = (form, box) => {
  const clock = box.querySelector("[data-clock]");
  const says = box.querySelector("[data-clock-says]");
  let ends = Date.now() + Number(box.dataset.secondsLeft) * 1000;
  let before = Infinity;
  form.addEventListener("lms:time", ({ detail }) => {
    if (detail !== null) ends = Date.now() + detail * 1000;
  });
  const timer = setInterval(() => {
    const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.textContent = left ? clock.dataset.left.replace("{time}", time) : clock.dataset.over;
    box.classList.toggle("is-short", left <= 60);
    if (left <= 300 && before > 300 && before !== Infinity) says.textContent = says.dataset.five;
    if (left <= 60 && before > 60 && before !== Infinity) says.textContent = says.dataset.one;
    before = left;
    if (left) return;
    clearInterval(timer);
    says.textContent = clock.dataset.over;
    form.dispatchEvent(new CustomEvent("lms:over"));
    const wait = (Number(box.dataset.graceSeconds) + 1) * 1000;
    setTimeout(() => location.assign(form.dataset.pageUrl), wait);
  }, 1000);
};

/* Items in order ----------------------------------------------------------------------------------------------------- */
const orderByButtons = (list) => {
  const says = list.nextElementSibling;
  const items = () => [...list.querySelectorAll("[data-order-item]")];
  const show = () => {
    for (const [index, item] of items().entries()) {
      const select = item.querySelector("select");
      item.querySelector("[data-order-place]").textContent = select.value || "?";
      const [up, down] = item.querySelectorAll("button");
      up.disabled = index === 0;
      down.disabled = index === items().length - 1;
    }
  };
  const move = (button) => {
    const item = button.closest("[data-order-item]");
    if (button.value === "1") item.nextElementSibling.after(item);
    else item.previousElementSibling.before(item);
    for (const [index, each] of items().entries()) each.querySelector("select").value = String(index + 1);
    show();
    (button.disabled ? item.querySelector("button:not([disabled])") : button).focus();
    says.textContent = list.dataset.words
      .replace("{item}", item.querySelector("[data-order-text]").textContent)
      .replace("{place}", String(items().indexOf(item) + 1))
      .replace("{total}", String(items().length));
    list.dispatchEvent(new CustomEvent("lms:changed", { bubbles: true }));
  };
  for (const item of items()) {
    item.querySelector("select").hidden = true;
    item.querySelector("[data-order-place]").hidden = false;
    item.querySelector("[data-order-moves]").hidden = false;
  }
  // Unsent answers are filled in before: the list follows them.
  const place = (item) => Number(item.querySelector("select").value) || Infinity;
  list.append(...items().sort((one, other) => place(one) - place(other) || 0));
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) move(button);
  });
  show();
};

for (const quiz of document.querySelectorAll("[data-quiz-try]")) {
  const key = STORAGE + quiz.dataset.quizTry;
  const earlier = key.slice(0, key.lastIndexOf("-") + 1);
  for (const old of storage.keys()) if (old.startsWith(earlier) && old !== key) storage.drop(old);
  const form = quiz.querySelector("form[data-save-url]");
  if (form?.querySelector("[data-save-state]")) keepAnswers(form, key);
  const clock = quiz.querySelector("[data-seconds-left]");
  if (clock) countDown(form, clock);
}
for (const list of document.querySelectorAll("[data-order]")) orderByButtons(list);
