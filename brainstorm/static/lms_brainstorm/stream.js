/* Learns what is new in a brainstorm and tells the page by the event "lms:update".

   data-stream   address of the server-sent events; where there are none, data-events is asked every two seconds
   data-number   number of the latest event the page has taken in
   One stream a page, closed while no one looks at it: a browser has six connections to a host. */

const root = document.querySelector("[data-stream]");

if (root) {
  const EVERY = 2000; // ms between two questions
  const AGAIN = 60000; // ms after which a browser that asks tries the stream once more
  const PATIENCE = 3000; // ms without a connection before the page says so
  const SILENCE = 40000; // ms without a sign of life; the server sends one every 15 seconds
  let source = null;
  let asking = 0; // timer of the next question
  let complaining = 0; // timer of the notice
  let listening = 0; // timer that runs out when the stream has fallen silent
  let streamAfter = window.EventSource ? 0 : Infinity;
  let tag = "";
  let isOver = false;
  let wasOnline = null;

  const setOnline = (isOnline) => {
    if (isOnline === wasOnline || (isOnline && !navigator.onLine)) return;
    wasOnline = isOnline;
    const notice = root.querySelector("[data-offline]");
    if (isOnline) {
      clearTimeout(complaining);
      complaining = 0;
      if (notice) notice.hidden = true;
      root.dispatchEvent(new CustomEvent("lms:online"));
    } else {
      complaining = setTimeout(() => {
        if (notice) notice.hidden = false;
      }, PATIENCE);
    }
  };

  const take = (changes) => {
    root.dataset.number = changes.number;
    root.dispatchEvent(new CustomEvent("lms:update", { detail: changes }));
  };

  const close = () => {
    source?.close();
    source = null;
    clearTimeout(asking);
    clearTimeout(listening);
  };

  const ask = async () => {
    if (Date.now() > streamAfter) {
      open();
      return;
    }
    try {
      const response = await fetch(`${root.dataset.events}?after=${root.dataset.number}`, {
        cache: "no-store",
        headers: tag ? { "If-None-Match": tag } : {},
      });
      if (response.status === 404 || response.redirected) {
        isOver = true; // signed out, or taken off the list: nothing to learn here any more
        return;
      }
      setOnline(response.ok || response.status === 304);
      if (response.ok) {
        tag = response.headers.get("ETag") || "";
        take(await response.json());
      }
    } catch {
      setOnline(false);
    }
    // A little chance keeps two hundred browsers from asking in the same instant.
    if (!document.hidden) asking = setTimeout(ask, EVERY * (0.9 + 0.2 * Math.random()));
  };

  const open = () => {
    close();
    if (document.hidden || isOver) return;
    if (Date.now() <= streamAfter) {
      asking = setTimeout(ask, EVERY * Math.random());
      return;
    }
    const current = new EventSource(`${root.dataset.stream}?after=${root.dataset.number}`);
    source = current;
    const live = () => {
      setOnline(true);
      clearTimeout(listening);
      // A connection may be gone without anyone having said so, as on a phone that changes cells.
      listening = setTimeout(() => {
        setOnline(false);
        open();
      }, SILENCE);
    };
    current.addEventListener("beat", live);
    current.onmessage = (message) => {
      live();
      take(JSON.parse(message.data));
    };
    current.onerror = () => {
      if (source !== current) return;
      setOnline(false);
      if (current.readyState === EventSource.CLOSED) {
        // No stream to be had, as under WSGI. A lost connection is different: the browser opens it again by itself.
        streamAfter = Date.now() + AGAIN;
        open();
      }
    };
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("online", open);
  addEventListener("offline", () => setOnline(false));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
