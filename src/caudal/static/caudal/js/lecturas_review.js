/* The crítica without a mouse: J and K move, X selects, letters decide about what is selected or, with
   nothing selected, about the account in front. The acts are the buttons of the page's own forms. */
(() => {
  "use strict";
  const main = () => document.getElementById("review-main");
  const panelForm = () => document.getElementById("panel-form");
  const rows = () => [...main().querySelectorAll("[data-row]")];
  const current = () => main().querySelector("tr.current");
  const picks = () => [...main().querySelectorAll("[name=id]")];
  const picked = () => picks().filter((box) => box.checked);
  const isBusy = () => main().getAttribute("aria-busy") === "true";
  const narrow = window.matchMedia("(max-width: 1100px)");
  let waiting = null;
  let timer = 0;

  /* The panel may still show the account before: what is decided waits for the right one. */
  function isInFront(row) {
    return panelForm()?.elements.id.value === row.dataset.row;
  }

  function front(row) {
    const before = current();
    if (before) {
      before.classList.remove("current");
      before.removeAttribute("aria-current");
    }
    row.classList.add("current");
    row.setAttribute("aria-current", "true");
    document.querySelectorAll("[data-front]").forEach((field) => { field.value = row.dataset.row; });
    tellPlace();
  }

  function moveTo(row, { delay = 0 } = {}) {
    if (!row || isBusy()) return;
    front(row);
    waiting = null;
    row.querySelector(".c-number a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      window.htmx.ajax("GET", `${row.dataset.panel}${window.location.search}`, {
        source: "#review-panel", target: "#review-panel", swap: "outerHTML",
      });
    }, delay);
  }

  function step(by) {
    const list = rows();
    const at = list.indexOf(current());
    const row = list[at + by];
    if (row) moveTo(row, { delay: 80 });
    else if (by > 0) main().querySelector("[data-next-page]")?.click();
  }

  function tellPlace() {
    const box = document.querySelector("[data-place]");
    const row = current();
    if (!box || !row) return;
    const total = main().querySelector(".c-filters [aria-current] span")?.textContent ?? rows().length;
    box.textContent = `${rows().indexOf(row) + 1} de ${total}`;
  }

  function tellPicked() {
    const count = picked().length;
    const text = main().querySelector("[data-selected]");
    if (text) text.textContent = count === 1 ? "1 seleccionada" : `${count} seleccionadas`;
    rows().forEach((row) => row.classList.toggle("selected", row.querySelector("[name=id]").checked));
  }

  function decide(decision) {
    const row = current();
    if (isBusy() || !row) return;
    if (picked().length) {
      main().querySelector(`.c-bulk [value=${decision}]`)?.click();
      return;
    }
    if (!isInFront(row)) {
      waiting = decision;
      return;
    }
    const button = document.querySelector(`#review-panel [data-decision=${decision}]`);
    if (button) button.click();
    else window.Caudal.announce("Esa resolución no se ofrece para esta lectura.");
  }

  function bill(field) {
    const form = document.getElementById("bulk-form");
    const values = Object.fromEntries(
      [...form.elements].filter((each) => each.type === "hidden").map((each) => [each.name, each.value]),
    );
    const id = field.closest("[data-row]").dataset.row;
    window.htmx.ajax("POST", form.getAttribute("hx-post"), {
      source: field, target: "#review-main", swap: "outerHTML",
      values: { ...values, id, actual: id, decision: "estimated", volume: field.value.trim().replaceAll(",", "") },
    });
  }

  function back() {
    const field = document.activeElement;
    if (field?.matches?.(".c-proposal")) field.value = field.dataset.proposed;
    if (field?.matches?.(".c-proposal, #panel-note")) current()?.querySelector(".c-number a")?.focus();
    else clear();
  }

  function clear() {
    picks().forEach((box) => { box.checked = false; });
    tellPicked();
  }

  function pick() {
    const box = current()?.querySelector("[name=id]");
    if (!box) return;
    box.checked = !box.checked;
    tellPicked();
  }

  function edit(field) {
    if (!field) return;
    field.focus();
    field.select();
  }

  const keys = {
    J: ["Bajar", () => step(1)],
    K: ["Subir", () => step(-1)],
    X: ["Seleccionar", pick],
    A: ["Aceptar", () => decide("accepted")],
    E: ["Estimar", () => decide("estimated")],
    R: ["Mandar a releer", () => decide("re_read")],
    H: ["Retener", () => decide("held")],
    C: ["Corregir una lectura", () => decide("corrected")],
    G: ["Giró al revés", () => decide("reversed")],
    P: ["Otro volumen", () => edit(current()?.querySelector(".c-proposal"))],
    N: ["Nota", () => edit(document.getElementById("panel-note"))],
    Z: ["Deshacer lo último", () => { if (!isBusy()) document.getElementById("undo-button")?.click(); }],
    Esc: ["Quitar selección", back],
  };
  for (const [key, [label, run]] of Object.entries(keys)) window.Caudal.keys.add({ key, label, run });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.target.matches(".c-proposal")) {
      event.preventDefault();
      bill(event.target);
    } else if (event.target.matches("#panel-note")) {
      event.preventDefault();
      back();
    }
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.target.closest("a, input, button, .c-pick")) return;
    moveTo(row);
    if (narrow.matches) document.getElementById("review-panel").scrollIntoView({ block: "start" });
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      picks().forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.closest("#bulk-form")) tellPicked();
  });

  document.addEventListener("reset", (event) => {
    if (event.target.id === "bulk-form") window.setTimeout(clear);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    tellPlace();
    if (event.detail.elt.id !== "review-panel" || !waiting || !current() || !isInFront(current())) return;
    const decision = waiting;
    waiting = null;
    decide(decision);
  });

  tellPlace();
})();
