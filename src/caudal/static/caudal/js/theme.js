/* Light, dark or as the system says. Loaded in the head without defer, so that no page flashes in
   the wrong colours. The choice itself is kept per user by the server (data-theme on <html>). */
(() => {
  "use strict";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");

  function apply() {
    const choice = root.dataset.theme;
    const dark = choice === "dark" || (choice !== "light" && system.matches);
    // Paper is white, whatever the screen is.
    root.setAttribute("data-bs-theme", dark && !paper.matches ? "dark" : "light");
    document.dispatchEvent(new CustomEvent("caudal:theme"));
  }

  apply();
  system.addEventListener("change", apply);
  paper.addEventListener("change", apply);
  document.addEventListener("change", (event) => {
    if (event.target.name === "theme" && event.target.closest("[data-preferences]")) {
      root.dataset.theme = event.target.value;
      apply();
    }
  });
})();
