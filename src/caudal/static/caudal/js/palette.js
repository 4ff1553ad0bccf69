/* Ctrl K: one box for accounts, names, addresses, meters, folios and acts.

   The server answers with components/palette_results.html; here live only movement, marking and the
   acts of the chosen account. Nothing typed: the server answers with recent and pinned accounts. */
(() => {
  "use strict";
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const results = document.getElementById("palette-results");
  const summary = dialog.querySelector("[data-palette-summary]");
  let active = null;

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const options = () => [...results.querySelectorAll("[role=option]")];

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.focus();
    input.select();
    window.htmx.trigger(input, "palette-open");
  }

  /* Accents may change the length of a text, so letters are compared one by one. */
  function markWords(element, words) {
    const letters = [...element.textContent];
    const bare = letters.map((letter) => plain(letter) || letter).join("");
    if (bare.length !== letters.length) return;
    const marked = new Array(letters.length).fill(false);
    for (const word of words) {
      for (let at = bare.indexOf(word); at >= 0; at = bare.indexOf(word, at + 1)) {
        marked.fill(true, at, at + word.length);
      }
    }
    element.replaceChildren(...runs(letters, marked));
  }

  function runs(letters, marked) {
    const nodes = [];
    for (let start = 0, end = 0; start < letters.length; start = end) {
      while (end < letters.length && marked[end] === marked[start]) end += 1;
      const text = letters.slice(start, end).join("");
      if (marked[start]) {
        const mark = document.createElement("mark");
        mark.textContent = text;
        nodes.push(mark);
      } else {
        nodes.push(text);
      }
    }
    return nodes;
  }

  function showActions(option) {
    results.querySelector("[data-palette-actions]")?.remove();
    const source = option?.nextElementSibling;
    if (!source?.matches("template")) return;
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Acciones con la cuenta elegida");
    group.dataset.paletteActions = "";
    const title = document.createElement("div");
    title.className = "c-palette-group";
    title.textContent = "Acciones con la cuenta elegida";
    group.append(title, source.content.cloneNode(true));
    option.closest("[role=group]").after(group);
  }

  function choose(option) {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    active.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
    if (!active.closest("[data-palette-actions]")) showActions(active);
  }

  function move(step) {
    const list = options();
    if (list.length) choose(list[(list.indexOf(active) + step + list.length) % list.length]);
  }

  function toActions() {
    const first = results.querySelector("[data-palette-actions] [role=option]");
    if (!first || active?.closest("[data-palette-actions]")) return false;
    choose(first);
    return true;
  }

  function refresh() {
    const facts = results.querySelector("[data-palette-total]");
    const total = Number(facts?.dataset.paletteTotal ?? 0);
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    if (words.length) results.querySelectorAll("[data-palette-match]").forEach((node) => markWords(node, words));
    summary.textContent = words.length ? `${total} ${total === 1 ? "resultado" : "resultados"}` : "";
    if (words.length && facts?.dataset.paletteElapsed) summary.append(` en ${facts.dataset.paletteElapsed} ms`);
    active = null;
    choose(options()[0]);
    if (words.length) window.Caudal.announce(summary.textContent);
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });

  document.addEventListener("click", (event) => {
    // With Ctrl or the middle button the link opens its page, as any link.
    if (!event.target.closest("[data-palette-open]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });

  input.addEventListener("keydown", (event) => {
    const acts = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => active?.click(),
      Tab: () => (event.shiftKey ? false : toActions()),
    };
    const act = acts[event.key];
    if (act && act() !== false) event.preventDefault();
  });

  results.addEventListener("htmx:afterSettle", refresh);
})();
