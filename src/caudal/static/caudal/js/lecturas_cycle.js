/* Choosing a cycle or a period shows it at once; the button is for who has no scripts. */
(() => {
  "use strict";
  const form = document.querySelector("[data-cycle-choice]");
  if (!form) return;
  form.querySelector("[data-choose]").hidden = true;
  form.addEventListener("change", (event) => {
    // Each cycle has periods of its own: another cycle opens at the one that it reads now.
    if (event.target.name === "ciclo") form.elements.periodo.disabled = true;
    form.requestSubmit();
  });
})();
