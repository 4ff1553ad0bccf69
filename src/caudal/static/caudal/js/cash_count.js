/* The running total of a blind count, in whole centavos. The server adds it again. */
(() => {
  "use strict";
  const form = document.querySelector("[data-count]");
  const fields = [...form.querySelectorAll("[data-value]")];
  const pesos = new Intl.NumberFormat("es-MX", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  function centavosOf(field) {
    const pieces = Number.parseInt(field.value, 10);
    return Number.isFinite(pieces) && pieces > 0 ? pieces * Math.round(Number(field.dataset.value) * 100) : 0;
  }

  function add() {
    let total = 0;
    for (const field of fields) {
      const centavos = centavosOf(field);
      total += centavos;
      field.parentElement.querySelector("[data-count-amount]").textContent = pesos.format(centavos / 100);
    }
    form.querySelector("[data-count-total]").textContent = `$${pesos.format(total / 100)}`;
  }

  form.addEventListener("input", add);

  form.addEventListener("keydown", (event) => {
    const at = fields.indexOf(event.target);
    if (at < 0 || !["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = fields[event.key === "ArrowUp" ? at - 1 : at + 1]
      ?? (event.key === "ArrowUp" ? null : form.querySelector("textarea"));
    next?.focus();
    next?.select();
  });

  add();
  fields[0].focus();
})();
