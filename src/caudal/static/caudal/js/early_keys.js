/* A person who knows the keys does not wait for a page: those of the registry that are pressed while
   its scripts are on their way are kept, and pressed again when all of them are there. Loaded in the
   head without defer. Letters typed into a field, and the browser's own keys, go their way; Enter
   too, for in a field it is the browser's. */
(() => {
  "use strict";
  const theBrowsers = new Set(["F1", "F3", "F5", "F6", "F7", "F11", "F12"]);
  const kept = [];

  function keep(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isFunction = /^F\d+$/.test(event.key) && !theBrowsers.has(event.key);
    const isLetter = /^\p{L}$/u.test(event.key) && !event.target.matches("input, select, textarea");
    if (!isFunction && !isLetter) return;
    // Nobody else acts on it now, or it would be done twice.
    event.preventDefault();
    event.stopImmediatePropagation();
    kept.push({ key: event.key, code: event.code, shiftKey: event.shiftKey });
  }

  function pressAgain() {
    document.removeEventListener("keydown", keep, true);
    for (const pressed of kept) {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent("keydown", { ...pressed, bubbles: true, cancelable: true }));
    }
  }

  document.addEventListener("keydown", keep, true);
  // A turn later: htmx and the scripts of the page also begin at this event.
  document.addEventListener("DOMContentLoaded", () => window.setTimeout(pressAgain));
})();
