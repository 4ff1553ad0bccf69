/* The page of an account: the open tab stays in sight in the row of tabs, which scrolls sideways on
   narrow screens. */
(() => {
  "use strict";

  function showOpenTab(root) {
    root.querySelector(".c-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  showOpenTab(document);
  document.addEventListener("htmx:afterSwap", (event) => showOpenTab(event.detail.target));
})();
