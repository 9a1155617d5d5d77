/* Sends forms so that a cut of the network neither loses nor doubles anything.

   form[data-outbox]   is kept in this browser until the server has answered, and sent again until it does. The form
                       carries a key of its own (submission_key), or may be sent twice without harm; data-outbox is what
                       to call it while it waits, where it has no text.
   data-outbox-box     what waits, and why
   What waits belongs to one person in one brainstorm, so that no one sends it for someone else. Where the browser keeps
   nothing, the form is sent the plain way. */

const root = document.querySelector("[data-brainstorm][data-person]");
const box = root?.querySelector("[data-outbox-box]");

if (box) {
  const KEY = `lms-outbox-${root.dataset.brainstorm}-${root.dataset.person}`;
  const TIMEOUT = 20000; // ms
  const SOON = 1000; // ms after which something on its way is shown
  const LONGEST = 15000; // ms between two tries
  let timer = 0;
  let isSending = false;
  let wait = 2000;

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || [];
    } catch {
      return [];
    }
  };
  const write = (entries) => {
    try {
      if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
      else localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  };
  const change = (key, values) => write(read().map((entry) => (entry.key === key ? { ...entry, ...values } : entry)));
  const drop = (key) => {
    write(read().filter((entry) => entry.key !== key));
    show();
  };
  const newKey = () => {
    // crypto.randomUUID is there on secure addresses only.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const show = () => {
    const entries = read().filter((entry) => entry.state || Date.now() - entry.at > SOON);
    const rows = entries.map((entry) => {
      const row = box.querySelector("template").content.cloneNode(true).firstElementChild;
      row.querySelector("[data-text]").textContent = entry.text;
      row.querySelector("[data-state]").textContent = entry.reason || box.dataset[entry.state || "waiting"];
      const button = row.querySelector("[data-drop]");
      button.hidden = entry.state !== "refused";
      button.addEventListener("click", () => drop(entry.key));
      return row;
    });
    box.querySelector("[data-outbox-list]").replaceChildren(...rows);
    box.hidden = !rows.length;
  };

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
  /* Send one entry; return whether the next may follow. Throws where there is no connection. */
  const send = async (entry, isSecondTry = false) => {
    const body = new URLSearchParams(entry.fields);
    const headers = { "X-CSRFToken": entry.token || token() };
    const response = await fetch(entry.action, { method: "POST", body, headers, signal: AbortSignal.timeout(TIMEOUT) });
    if (response.status === 403 && !isSecondTry) {
      // The page is older than the session: a fresh one brings a token that fits.
      const page = await parse(await fetch(root.dataset.page));
      return send({ ...entry, token: page.querySelector("[name=csrfmiddlewaretoken]")?.value }, true);
    }
    if (response.status >= 500 || response.status === 429) throw new Error(response.status);
    const page = await parse(response);
    if (response.ok && !page.querySelector("[data-brainstorm]")) {
      change(entry.key, { state: "away" });
      return false;
    }
    const isTakenOver = !root.dispatchEvent(new CustomEvent("lms:page", { detail: { page }, cancelable: true }));
    if (response.ok || isTakenOver) drop(entry.key);
    else {
      const reason = page.querySelector("main [role=alert], main .alert, main .invalid-feedback, main .lms-message--error");
      change(entry.key, { state: "refused", reason: reason?.textContent.trim() || "" });
    }
    return true;
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = 0;
    if (isSending) return;
    isSending = true;
    setTimeout(show, SOON + 100);
    try {
      for (const entry of read()) {
        if (entry.state === "refused") continue;
        if (!(await send(entry))) throw new Error("signed out");
      }
      wait = 2000;
    } catch {
      for (const entry of read()) if (!entry.state) change(entry.key, { state: "waiting" });
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 1.5, LONGEST);
    }
    isSending = false;
    show();
    if (!timer && read().some((entry) => !entry.state)) flush();
  };

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
    const field = form.querySelector("textarea");
    if (field && !field.value.trim()) return; // the server says what is missing
    const data = new FormData(form, event.submitter);
    data.delete("csrfmiddlewaretoken");
    const action = event.submitter?.getAttribute("formaction") || form.getAttribute("action");
    const key = data.get("submission_key") || action;
    const entry = { key, action, fields: [...data], text: field?.value.trim() || form.dataset.outbox, at: Date.now() };
    if (!write([...read().filter((other) => other.key !== key), entry])) return;
    event.preventDefault();
    delete form.dataset.changed;
    if (field) {
      field.value = "";
      field.focus({ preventScroll: true });
    }
    const next = form.querySelector("[name=submission_key]");
    if (next) next.value = newKey();
    flush();
  });
  const tryNow = () => {
    wait = 2000;
    if (read().length) flush();
  };
  root.addEventListener("lms:online", tryNow);
  addEventListener("online", tryNow);
  show();
  tryNow();
}
