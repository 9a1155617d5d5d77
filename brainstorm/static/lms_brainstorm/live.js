/* Keeps a page of a brainstorm up to date without ever touching what someone is typing.

   data-main                  what is loaded again when an update (stream.js) says that it is out of date
   data-part                  parts of it that are loaded again by themselves while someone types in another
   data-list, data-card       lists into which single cards come, and cards that are replaced by their id
   data-pulse, data-live      the line on top, which comes with updates; a part with an address of its own
   data-bit                   a piece of such a part, replaced only where it has changed
   data-guard, data-draft     forms and fields whose unsent content keeps data-main in place
   data-ends-at               a clock that counts down on the server's time
   Without this module every page works by plain forms and links. */

const root = document.querySelector("[data-brainstorm]");

if (root) {
  const say = (text) => {
    const line = root.querySelector("[data-announce]");
    if (line && text) line.textContent = text;
  };

  /* Time left ------------------------------------------------------------------------------------------------------ */
  let offset = 0; // server's clock minus ours, in ms
  const told = new Set();
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
      // A clock is silent for screen readers; only its last minute and its end are said, once.
      for (const [moment, words] of [[60, timer.dataset.soon], [0, timer.dataset.over]]) {
        const key = `${timer.dataset.endsAt} ${moment}`;
        if (left <= moment && left > moment - 5 && !told.has(key)) {
          told.add(key);
          say(words);
        }
      }
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
      // Sent, it is in the outbox or comes back with the page; an idea that was refused comes back in the field.
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
    const form = part.querySelector("[data-ballot=dots]");
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
      form.addEventListener("input", () => {
        form.dataset.changed = "";
      });
    }
    setUpDraft(part);
    setUpBallot(part);
  };

  /* Single cards --------------------------------------------------------------------------------------------------- */
  let fresh = 0;
  let digest = 0;
  const markNew = (card) => {
    card.classList.add("is-new");
    fresh += 1;
    // One sentence for all that came in some seconds, where each card would be read out over the last.
    digest ||= setTimeout(() => {
      const { one, many } = root.querySelector("[data-announce]").dataset;
      say(fresh === 1 ? one : many?.replace("{n}", fresh));
      fresh = digest = 0;
    }, 4000);
  };
  const count = (list) => {
    const cards = list.querySelectorAll("[data-card]").length;
    const section = list.closest("[data-cards]");
    if (section) section.dataset.cards = cards;
    const number = section?.querySelector("[data-count]");
    if (number) number.textContent = cards;
  };
  /* Put one card in its place; return whether the page now shows it. */
  const putCard = ({ id, list, html }) => {
    const old = document.getElementById(id);
    if (old && !old.matches("[data-card]")) return false;
    const card = html && new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").querySelector("[data-card]");
    if (old) {
      const place = old.closest("[data-list]");
      if (!card) {
        old.remove();
        if (place) count(place);
        return true;
      }
      if (old.contains(document.activeElement) || isBeingUsed(old)) return false;
      const mark = old.querySelector("[data-own]");
      if (mark) {
        card.classList.add("lms-idea--mine");
        card.querySelector(".lms-idea__foot")?.append(mark);
      }
      old.replaceWith(card);
      return true;
    }
    if (!card) return true;
    const place = root.querySelector(`[data-list="${CSS.escape(list)}"]`);
    if (!place) return false;
    place.append(card);
    count(place);
    markNew(card);
    return true;
  };

  /* The page as it is now ------------------------------------------------------------------------------------------ */
  const replacePart = (old, part) => {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(part);
    setUp(part);
    if (!focused) return;
    const same = focused.id && part.querySelector(`#${CSS.escape(focused.id)}`);
    if (!same) part.tabIndex = -1;
    (same || part).focus({ preventScroll: true });
  };
  /* Take over what has changed in `page`; return whether all of it could be taken over. */
  const takeOver = (page) => {
    const main = root.querySelector("[data-main]");
    const next = page.querySelector("[data-main]");
    const step = page.querySelector("[data-brainstorm]")?.dataset.step;
    if (!main || !next) return false;
    const messages = page.querySelector(".lms-messages");
    if (messages?.children.length) document.querySelector(".lms-messages")?.replaceWith(messages);
    if (!isBeingUsed(main)) {
      replacePart(main, next);
      root.dataset.step = step;
      root.querySelector("[data-moved]").hidden = true;
      return true;
    }
    if (step !== root.dataset.step) {
      root.querySelector("[data-moved]").hidden = false;
      return false;
    }
    for (const part of main.querySelectorAll("[data-part]")) {
      const same = next.querySelector(`[data-part="${part.dataset.part}"]`);
      if (same && !isBeingUsed(part) && !part.contains(document.activeElement)) replacePart(part, same);
    }
    return false;
  };
  let arriving = null; // cards that come while the page is on its way, and may be younger than it
  let due = 0;
  const loadAgain = async () => {
    arriving = [];
    try {
      const response = await fetch(root.dataset.page, { headers: { Accept: "text/html" } });
      if (response.ok && !response.redirected) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const hasNewStep = page.querySelector("[data-brainstorm]")?.dataset.step !== root.dataset.step;
        const known = new Set([...root.querySelectorAll("[data-card]")].map((card) => card.id));
        takeOver(page);
        if (!hasNewStep) {
          const others = root.querySelectorAll("[data-card]:not(:has([data-own]))");
          [...others].filter((card) => !known.has(card.id)).forEach(markNew);
        }
        if (hasNewStep) say(root.querySelector("[data-says]")?.dataset.says);
        arriving.forEach(putCard);
      }
      due = 0;
    } catch {
      due = setTimeout(loadAgain, 3000);
    } finally {
      arriving = null;
    }
  };
  const loadLater = (spread = 0) => {
    if (!due) due = setTimeout(loadAgain, 100 + spread * Math.random());
  };

  /* Replace of a part only the bits that have changed: a button that is being pressed stays where it is. */
  const putBits = (part, html) => {
    const next = new DOMParser().parseFromString(html, "text/html").body;
    const [old, fresh] = [part, next].map((each) => [...each.querySelectorAll("[data-bit]")]);
    if (old.length && old.length === fresh.length) {
      old.forEach((bit, place) => {
        if (!bit.isEqualNode(fresh[place])) bit.replaceWith(fresh[place]);
      });
    } else {
      part.replaceChildren(...next.childNodes);
    }
  };
  const refreshing = new Map(); // {part with an address of its own: {timer, ETag}}
  const refresh = (part) => {
    const state = refreshing.get(part) || { tag: "", timer: 0 };
    refreshing.set(part, state);
    state.timer ||= setTimeout(async () => {
      state.timer = 0;
      const headers = state.tag ? { "If-None-Match": state.tag } : {};
      const response = await fetch(part.dataset.live, { cache: "no-store", headers }).catch(() => null);
      if (!response) {
        setTimeout(refresh, 3000, part);
        return;
      }
      if (response.status !== 200 || response.redirected) return;
      state.tag = response.headers.get("ETag") || "";
      const open = [...part.querySelectorAll("details")].map((details) => details.open);
      putBits(part, await response.text());
      part.querySelectorAll("details").forEach((details, place) => {
        details.open = Boolean(open[place]);
      });
      showTime();
    }, 400);
  };
  const parts = root.matches("[data-live]") ? [root] : [...root.querySelectorAll("[data-live]")];

  root.addEventListener("lms:update", ({ detail: update }) => {
    const pulse = root.querySelector("[data-pulse]");
    if (update.pulse && pulse) pulse.innerHTML = update.pulse;
    showTime();
    parts.forEach(refresh);
    if (!root.querySelector("[data-main]")) return;
    arriving?.push(...(update.cards || []));
    const isShown = (update.cards || []).map(putCard).every(Boolean);
    const isStale = update.stale || update.resync || !isShown || String(update.step ?? root.dataset.step) !== root.dataset.step;
    if (isStale) loadLater(update.spread);
  });
  // The outbox has sent something; the answer is a page like any other.
  root.addEventListener("lms:page", (event) => {
    if (takeOver(event.detail.page)) event.preventDefault();
  });

  readServerTime(root);
  showTime();
  setInterval(showTime, 500);
  setUp(root);
}
