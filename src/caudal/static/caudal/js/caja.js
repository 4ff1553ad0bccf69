/* The cash desk by keyboard, over a form that works without this file.

   The keys stand in the bar at the foot (keys.js): this file gives their buttons something to do.
   Money is never reckoned here: the server answers what each amount does. The one sum is that of the
   notes buttons, in whole pesos.

   Steps: search → amount → the forms of payment in use → charge. Enter goes on, Esc goes back. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const form = () => byId("charge-form");
  const tenders = () => [...document.querySelectorAll("[data-tender]")];
  const amountOf = (tender) => tender.querySelector("[data-step=tender]");
  const referenceOf = (tender) => tender.querySelector("[data-step=reference]");
  let isTyped = false;

  function go(field) {
    field.focus();
    field.select?.();
  }

  function changed(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A form of payment shows its reference, and cash its notes, only while it is in use. */
  function showInUse() {
    const cash = tenders().find((tender) => tender.dataset.tender === "cash");
    for (const tender of tenders()) {
      const isCurrent = tender.contains(document.activeElement);
      const isFilled = amountOf(tender).value.trim() || referenceOf(tender)?.value.trim();
      tender.classList.toggle("is-idle", tender !== cash && !isCurrent && !isFilled);
    }
  }

  /* The fields that Enter visits, in order: unused forms of payment are skipped, cash never. */
  function steps() {
    const used = tenders().flatMap((tender) => {
      const amount = amountOf(tender);
      const isCash = tender.dataset.tender === "cash";
      if (!isCash && !amount.value.trim() && amount !== document.activeElement) return [];
      return [amount, referenceOf(tender)].filter(Boolean);
    });
    // Cash last: what the other forms leave is what the cashier counts.
    const cash = used.filter((field) => field.closest("[data-tender=cash]"));
    const others = used.filter((field) => !field.closest("[data-tender=cash]"));
    return [byId("id_amount"), ...others, ...cash, byId("charge-button")];
  }

  function nextField() {
    const current = document.activeElement;
    if (current === byId("desk-search")) {
      current.form.requestSubmit();
      return;
    }
    if (!form()) return;
    const order = steps();
    const next = order[order.indexOf(current) + 1] ?? order[0];
    go(next);
  }

  /* F8: to the next form of payment. The first one besides cash starts with the whole amount; if
     nothing is changed there, it is emptied again on leaving. */
  function nextTender() {
    if (!form()) return;
    const list = tenders();
    const at = list.findIndex((tender) => tender.contains(document.activeElement));
    const left = list[at];
    if (left && amountOf(left).dataset.offered === amountOf(left).value && !referenceOf(left)?.value.trim()) {
      amountOf(left).value = "";
      delete amountOf(left).dataset.offered;
    }
    const next = list[(at + 1) % list.length] ?? list[0];
    const others = list.filter((tender) => tender.dataset.tender !== "cash");
    if (others.includes(next) && others.every((tender) => !amountOf(tender).value.trim())) {
      amountOf(next).value = byId("id_amount").value;
      amountOf(next).dataset.offered = amountOf(next).value;
    }
    changed(amountOf(next));
    go(amountOf(next));
  }

  function stepBack() {
    const current = document.activeElement;
    const results = byId("desk-results");
    if (results.childElementCount) {
      results.replaceChildren();
      go(byId("desk-search"));
    } else if (form()?.contains(current) && current !== byId("id_amount")) {
      go(byId("id_amount"));
    } else if (form() && isTyped) {
      window.Caudal.openDialog(byId("leave-sale"));
    } else if (form()) {
      window.location.assign(byId("step-back").dataset.desk);
    } else {
      byId("desk-search").value = "";
      go(byId("desk-search"));
    }
  }

  function addNote(button) {
    const cash = amountOf(button.closest("[data-tender]"));
    const [pesos, cents] = cash.value.replace(/[$,\s]/g, "").split(".");
    if (!/^\d*$/.test(pesos)) return;
    const sum = Number(pesos || 0) + Number(button.dataset.more);
    cash.value = `${sum}${cents ? `.${cents}` : ""}`;
    isTyped = true;
    changed(cash);
    cash.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "next-field") nextField();
    else if (button.id === "next-tender") nextTender();
    else if (button.id === "step-back") stepBack();
    else if (button.dataset.more) addNote(button);
    else if (button.dataset.amount) {
      byId("id_amount").value = button.dataset.amount;
      changed(byId("id_amount"));
      go(byId("id_amount"));
    }
  });

  document.addEventListener("input", (event) => {
    if (event.isTrusted && event.target.matches("[data-typed]")) isTyped = true;
    if (event.target.id === "id_amount") {
      document.querySelectorAll("[data-amount]").forEach((button) => {
        button.setAttribute("aria-pressed", String(button.dataset.amount === event.target.value));
      });
    }
    const isTyping = event.target.form === form() && event.target.name !== "documents";
    if (isTyping) document.body.dispatchEvent(new Event("desk:typed"));
    showInUse();
  });

  /* Pointing at documents sets the amount; the server adds them up. */
  document.addEventListener("change", (event) => {
    if (event.target.name === "documents") document.body.dispatchEvent(new Event("desk:pointed"));
  });

  /* An amount is typed over, not into. */
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-step=amount], [data-step=tender]")) event.target.select();
    showInUse();
  });

  /* Arrows walk through the results; letters typed on them go on with the search. */
  document.addEventListener("keydown", (event) => {
    const results = [...document.querySelectorAll("#desk-results a")];
    const at = results.indexOf(document.activeElement);
    const inSearch = document.activeElement === byId("desk-search");
    if (!results.length || (at < 0 && !inSearch)) return;
    if (event.key === "ArrowDown") (results[at + 1] ?? results[0]).focus();
    else if (event.key === "ArrowUp") (results[at - 1] ?? byId("desk-search")).focus();
    else return;
    event.preventDefault();
  });

  /* A lost answer: nothing typed is lost, and the same key cannot charge twice. */
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.elt === form()) byId("lost-answer").hidden = false;
    });
  }

  document.addEventListener("htmx:afterSwap", showInUse);

  /* The ticket just charged prints by itself; the focus stays where it was, usually in the search. */
  const charged = document.querySelector("[data-print]");
  if (charged) {
    const frame = document.createElement("iframe");
    frame.className = "c-print-frame";
    frame.title = "Ticket que se imprime";
    frame.tabIndex = -1;
    frame.addEventListener("load", () => {
      frame.contentWindow.print();
      // Only what the paper took is given back: a person may be somewhere else by now.
      if ([frame, document.body].includes(document.activeElement)) go(byId("desk-search"));
    });
    frame.src = charged.dataset.print;
    charged.append(frame);
  }

  // Until here the keys were the browser's: an Enter in the search sends its form.
  byId("next-field").disabled = false;
  byId("step-back").disabled = false;
  showInUse();
})();
