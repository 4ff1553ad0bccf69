/* The grid of a table of a draft, as a sheet: Enter and the arrows go from row to row, Ctrl V of
   several cells fills the grid from that row on, Ctrl S keeps it.

   form[data-grid]     the form of the grid; its cells are named c-row-column
   [data-add-row]      the button that adds a row at the end
   [data-paste]        the button that reads what was pasted in the field below */
(() => {
  "use strict";
  const CELL = /^c-(\d+)-(\d+)$/;

  const placeOf = (cell) => CELL.exec(cell?.name ?? "")?.slice(1).map(Number);

  function go(form, row, column) {
    const cell = form.elements[`c-${row}-${column}`];
    if (!cell) return false;
    cell.focus();
    cell.select?.();
    return true;
  }

  function send(form, act) {
    const button = document.createElement("button");
    button.type = "submit";
    button.name = "acto";
    button.value = act;
    button.hidden = true;
    form.append(button);
    button.click();
    button.remove();
  }

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form[data-grid]");
    if (!form) return;
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send(form, "guardar");
      return;
    }
    const place = placeOf(event.target);
    if (!place || event.target.matches("select")) return;
    const [row, column] = place;
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      if (!go(form, row + 1, column) && event.key === "Enter" && form.querySelector("[data-add-row]")) send(form, "agregar");
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      go(form, row - 1, column);
    }
  });

  document.addEventListener("paste", (event) => {
    const form = event.target.closest("form[data-grid]");
    const place = placeOf(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!form || !place || !/[\t\n]/.test(text.trim()) || !form.elements.pegado) return;
    event.preventDefault();
    form.elements.pegado.value = text;
    send(form, `pegar:${place[0]}`);
  });
})();
