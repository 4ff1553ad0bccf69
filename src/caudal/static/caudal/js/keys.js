/* One registry of keys feeds the bar at the foot, the list behind "?" and the tests.

   Each key is an element with data-key ("F9", "Enter", "J"), data-key-label, data-key-target
   (selector; the element itself when absent) and data-key-action (click or focus). The registry is
   read from the document when a key is pressed, so what htmx swaps in is known at once.
   A page's own script may add keys without an element: Caudal.keys.add({key, label, run}).
   run may return false to leave the key to the browser.

   Single letters act only while no field has the focus, and not at all when the person switched them
   off (data-keys="off" on <body>, WCAG 2.1.4). */
(() => {
  "use strict";
  const added = [];
  const help = document.getElementById("keys-help");

  function isTyping(element) {
    if (!element) return false;
    if (element.isContentEditable || element.matches("textarea, select")) return true;
    return element.matches("input")
      && !["button", "checkbox", "radio", "submit", "reset", "range"].includes(element.type);
  }

  function isSingle(key) {
    return key.length === 1;
  }

  function nameOf(event) {
    return isSingle(event.key) ? event.key.toUpperCase() : { Escape: "Esc" }[event.key] ?? event.key;
  }

  function runElement(element) {
    const selector = element.dataset.keyTarget;
    // A key of the bar without target is only printed there: the browser or the page's script acts.
    if (!selector && element.matches(".c-keys *")) return false;
    const target = selector ? document.querySelector(selector) : element;
    if (!target || target.disabled || target.getAttribute("aria-disabled") === "true") return false;
    if (element.dataset.keyAction === "focus") {
      target.focus();
      target.select?.();
    } else {
      target.click();
    }
    return true;
  }

  function all() {
    const marked = [...document.querySelectorAll("[data-key]")].map((element) => ({
      key: element.dataset.key,
      label: element.dataset.keyLabel ?? element.textContent.trim(),
      run: () => runElement(element),
    }));
    return [...marked, ...added];
  }

  function showHelp() {
    const list = help.querySelector("[data-keys-list]");
    list.replaceChildren(...all().flatMap(({ key, label }) => {
      const cap = document.createElement("kbd");
      cap.className = "c-key";
      cap.textContent = key;
      const term = document.createElement("dt");
      term.append(cap);
      const meaning = document.createElement("dd");
      meaning.textContent = label;
      return [term, meaning];
    }));
    window.Caudal.openDialog(help);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    if (isSingle(name) && (document.body.dataset.keys === "off" || isTyping(event.target))) return;
    if (name === "?" && help) {
      event.preventDefault();
      showHelp();
      return;
    }
    // Enter and Space already press what has the focus.
    if (name === "Enter" && event.target.matches("a, button, summary")) return;
    for (const { key, run } of all()) {
      if (key === name && run() !== false) {
        event.preventDefault();
        return;
      }
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) showHelp();
    const button = event.target.closest(".c-keys [data-key]");
    if (button?.dataset.keyTarget) runElement(button);
    else if (button) added.find(({ key }) => key === button.dataset.key)?.run();
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "keys_enabled" && event.target.closest("[data-preferences]")) {
      document.body.dataset.keys = event.target.checked ? "on" : "off";
    }
  });

  window.Caudal = Object.assign(window.Caudal ?? {}, {
    keys: { add: (entry) => added.push(entry), all },
  });
})();
