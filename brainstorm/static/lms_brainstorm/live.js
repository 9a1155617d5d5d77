/* Keeps a page of a brainstorm up to date without ever touching what somebody is typing.

   data-live="URL" data-every="seconds"   a part that is fetched again and again; the server answers 304 if nothing is new
   data-main                              the part that is replaced when the brainstorm has moved on (data-revision grew)
   data-guard, data-draft                 forms and fields whose unsent content keeps data-main in place
   data-ends-at, data-server-time         a clock that counts down on the server's time
   Without this module every page works by plain forms and links. */

const root = document.querySelector("[data-brainstorm]");

if (root) {
  let offset = 0; // server's clock minus ours, in ms
  let failures = 0;

  /* Time left ------------------------------------------------------------------------------------------------------ */
  const readServerTime = (part) => {
    const clock = part.querySelector("[data-server-time]");
    if (clock) offset = Date.parse(clock.dataset.serverTime) - Date.now();
  };
  const showTime = () => {
    for (const timer of root.querySelectorAll("[data-ends-at]")) {
      const left = Math.round((Date.parse(timer.dataset.endsAt) - Date.now() - offset) / 1000);
      const text = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : timer.dataset.over;
      const clock = timer.querySelector("[data-clock]");
      if (clock.textContent !== text) clock.textContent = text;
      timer.classList.toggle("is-short", left < 60);
      timer.classList.toggle("is-over", left <= 0);
    }
  };

  /* What is typed and not sent ------------------------------------------------------------------------------------- */
  const storageKey = `lms-draft-${root.dataset.brainstorm}`;
  const store = (text) => {
    try {
      if (text) sessionStorage.setItem(storageKey, text);
      else sessionStorage.removeItem(storageKey);
    } catch {
      // Private mode without storage: the page still works, only a reload forgets.
    }
  };
  const stored = () => {
    try {
      return sessionStorage.getItem(storageKey) || "";
    } catch {
      return "";
    }
  };
  const setUpDraft = (part) => {
    const field = part.querySelector("[data-draft]");
    if (field) {
      if (!field.value) field.value = stored();
      field.addEventListener("input", () => store(field.value.trim()));
      // The server answers a sent idea with a fresh page; an idea it refused comes back in the field.
      field.form.addEventListener("submit", () => store(""));
      if (location.hash === "#write") field.focus({ preventScroll: true });
    }
    const box = part.querySelector("[data-draft-box]");
    if (box && stored()) {
      box.querySelector("[data-draft-text]").textContent = stored();
      box.hidden = false;
      box.querySelector("[data-draft-drop]").addEventListener("click", () => {
        store("");
        box.hidden = true;
      });
    }
  };
  const isBeingUsed = (part) =>
    Boolean(part.querySelector("[data-draft]")?.value.trim() || part.querySelector("form[data-changed]"));

  /* Dots ----------------------------------------------------------------------------------------------------------- */
  const setUpBallot = (part) => {
    const form = part.querySelector("[data-ballot]");
    if (!form) return;
    const budget = Number(form.dataset.budget);
    const words = form.querySelector("[data-dots-left]");
    const row = form.querySelector("[data-budget-dots]");
    const show = () => {
      const spent = [...form.querySelectorAll("input[type=radio]:checked")].reduce((sum, dot) => sum + Number(dot.value), 0);
      const left = budget - spent;
      const text = left < 0 ? words.dataset.over : left === 1 ? words.dataset.one : words.dataset.many;
      words.textContent = text.replace("{n}", Math.abs(left));
      words.classList.toggle("is-over", left < 0);
      row.replaceChildren(
        ...Array.from({ length: budget }, (_, place) => {
          const dot = document.createElement("i");
          if (place >= left) dot.className = "is-spent";
          return dot;
        }),
      );
    };
    form.addEventListener("change", show);
    show();
  };
  const setUp = (part) => {
    for (const form of part.querySelectorAll("form[data-guard]")) {
      form.addEventListener("input", () => (form.dataset.changed = ""));
    }
    setUpDraft(part);
    setUpBallot(part);
  };

  /* Moving on ------------------------------------------------------------------------------------------------------ */
  const say = (text) => {
    const line = root.querySelector("[data-announce]");
    if (line && text) line.textContent = text;
  };
  const moveOn = async (seen) => {
    const main = root.querySelector("[data-main]");
    if (!main || seen.dataset.revision === root.dataset.revision) return;
    const hasNewPhase = seen.dataset.phase !== root.dataset.phase;
    if (isBeingUsed(main)) {
      root.querySelector("[data-moved]").hidden = !hasNewPhase;
      return;
    }
    // The buttons of a facilitator stand outside data-main; they must fit the phase.
    if (hasNewPhase && root.querySelector("[name=expected_step]")) {
      location.assign(root.dataset.page);
      return;
    }
    const response = await fetch(root.dataset.page, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-main]");
    if (!fresh || isBeingUsed(main)) return;
    const hadFocus = main.contains(document.activeElement);
    main.replaceWith(fresh);
    Object.assign(root.dataset, page.querySelector("[data-brainstorm]").dataset);
    root.querySelector("[data-moved]").hidden = true;
    setUp(fresh);
    if (hasNewPhase) say(seen.dataset.says);
    if (hadFocus) {
      fresh.tabIndex = -1;
      fresh.focus({ preventScroll: true });
    }
  };

  const follow = (part) => {
    let tag = "";
    const ask = async () => {
      if (!document.hidden) {
        try {
          const response = await fetch(part.dataset.live, {
            cache: "no-store",
            headers: tag ? { "If-None-Match": tag } : {},
          });
          failures = 0;
          if (response.status === 200 && !response.redirected) {
            tag = response.headers.get("ETag") || "";
            const open = [...part.querySelectorAll("details")].map((details) => details.open);
            part.innerHTML = await response.text();
            part.querySelectorAll("details").forEach((details, place) => (details.open = Boolean(open[place])));
            readServerTime(part);
            showTime();
            await moveOn(part.querySelector("[data-revision]"));
          } else if (response.status === 304 && root.querySelector("[data-moved]:not([hidden])")) {
            await moveOn(part.querySelector("[data-revision]"));
          }
        } catch {
          failures += 1;
        }
        const notice = root.querySelector("[data-offline]");
        if (notice) notice.hidden = failures < 2;
      }
      // A little chance keeps two hundred browsers from asking in the same instant.
      const wait = Number(part.dataset.every) * 1000 * Math.min(1 + failures, 5);
      setTimeout(ask, wait * (0.85 + 0.3 * Math.random()));
    };
    setTimeout(ask, Number(part.dataset.every) * 1000 * Math.random());
  };

  readServerTime(root);
  showTime();
  setInterval(showTime, 500);
  setUp(root);
  const live = root.matches("[data-live]") ? [root] : root.querySelectorAll("[data-live]");
  live.forEach(follow);
}
