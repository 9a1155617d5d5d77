/* Saves notes while they are typed: forms with data-note. What was changed in another window meanwhile is shown beside,
   and nothing is sent again until the writer has decided. Without this module the button saves.
   Also shows buttons with data-print. */

const PAUSE = 1200; // ms without a key before what was typed is sent
const RETRY = 8000;

const setUp = (form) => {
  const field = form.elements.text;
  const part = (name) => form.querySelector(`[data-note-${name}]`);
  const words = form.dataset;
  let saved = field.value;
  let timer = 0;
  let isSending = false;
  let isBlocked = !part("other").hidden;

  const say = (text) => {
    part("state").textContent = text;
  };
  const complain = (text) => {
    part("error").textContent = text;
    part("error").hidden = !text;
    field.classList.toggle("is-invalid", Boolean(text));
  };
  const showOther = (text) => {
    part("other-text").textContent = text ?? "";
    part("other").hidden = text === null;
    part("join").hidden = !text;
  };
  const wait = (time) => {
    clearTimeout(timer);
    timer = setTimeout(save, time);
  };

  const save = async () => {
    if (isSending || isBlocked || field.value === saved) return;
    isSending = true;
    let pause = PAUSE;
    const text = field.value;
    say(words.saving);
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        keepalive: text.length < 15000,
      });
      if (response.redirected) {
        say(words.signedOut);
        isBlocked = true;
        return;
      }
      const answer = await response.json();
      if (response.ok) {
        saved = text;
        form.elements.version.value = answer.version;
        complain("");
        showOther(null);
        say(field.value === saved ? words.saved : words.typing);
      } else {
        say("");
        complain(answer.error);
        form.elements.version.value = answer.version;
        if (response.status === 409) {
          isBlocked = true;
          showOther(answer.other);
        }
        pause = 0; // The next key may mend what was refused.
      }
    } catch {
      say(words.failed);
      pause = RETRY;
    } finally {
      isSending = false;
      if (pause && !isBlocked && field.value !== saved) wait(pause);
    }
  };

  field.addEventListener("input", () => {
    if (isBlocked) return;
    say(words.typing);
    complain("");
    wait(PAUSE);
  });
  field.addEventListener("blur", () => save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    isBlocked = false;
    clearTimeout(timer);
    if (field.value === saved) say(words.saved);
    save();
  });
  part("join").addEventListener("click", () => {
    field.value = `${part("other-text").textContent}\n\n${field.value}`;
    isBlocked = false;
    save();
  });
  // Leaving the page, switching the tab or locking the phone: send what is not sent yet.
  document.addEventListener("visibilitychange", () => document.hidden && save());
};

document.querySelectorAll("form[data-note]").forEach(setUp);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
