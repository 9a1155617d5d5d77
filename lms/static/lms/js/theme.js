/* Light or dark as the reader chose; without a choice, or without JavaScript, as the device says.
   Not a module: it must run before the first paint, so that a dark reader is not flashed with white. */
(() => {
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem("lms-theme") || "";
    } catch {
      return "";
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-lms-theme]")) {
      const show = () => {
        for (const button of group.children) button.setAttribute("aria-pressed", String(button.value === read()));
      };
      group.hidden = false;
      show();
      group.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        try {
          if (button.value) localStorage.setItem("lms-theme", button.value);
          else localStorage.removeItem("lms-theme");
        } catch {
          return;
        }
        apply(button.value);
        show();
      });
    }
    // A menu made of <details> closes on Escape and on a click elsewhere.
    for (const menu of document.querySelectorAll("[data-lms-dropdown]")) {
      document.addEventListener("click", (event) => {
        if (!menu.contains(event.target)) menu.open = false;
      });
      menu.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menu.open) {
          menu.open = false;
          menu.querySelector("summary").focus();
        }
      });
    }
  });
})();
