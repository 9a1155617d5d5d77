/* Shows only the fields that the chosen kind of question uses. Without it, all are shown. */
(() => {
  const USES = {
    match: ["matching"],
    is_correct: ["single", "multiple", "true_false", "scenario"],
    scenario: ["scenario"],
    scenario_author: ["scenario"],
  };
  document.addEventListener("DOMContentLoaded", () => {
    const kind = document.getElementById("id_kind");
    if (!kind) return;
    const show = () => {
      for (const [name, kinds] of Object.entries(USES)) {
        const fields = [`[name="${name}"]`, `[name^="answers-"][name$="-${name}"]`].join();
        for (const field of document.querySelectorAll(fields)) {
          const panel = field.closest(".w-panel__wrapper, .w-panel");
          if (panel) panel.hidden = !kinds.includes(kind.value);
        }
      }
      const scenario = document.querySelector('[name="scenario"]')?.closest("section.w-panel");
      if (scenario && !scenario.querySelector('[name="text"]')) scenario.hidden = kind.value !== "scenario";
    };
    kind.addEventListener("change", show);
    new MutationObserver(show).observe(document.getElementById("id_answers-FORMS") ?? document.body, { childList: true });
    show();
  });
})();
