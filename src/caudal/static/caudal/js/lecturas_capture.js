/* The sheet of a route: type, Enter, next. Each line is saved by itself while the next one is typed.

   The server takes the same line twice without harm, so a line whose answer was lost is simply sent
   again: by the button, or when the network comes back. */
(() => {
  "use strict";
  const lines = () => [...document.querySelectorAll("[data-line]")];
  const valueOf = (line) => line.querySelector("[name=value]");
  const remarkOf = (line) => line.querySelector("[name=remark]");
  const statusOf = (line) => line.querySelector(".c-capture-status");
  const unsaved = document.getElementById("unsaved");

  function go(line) {
    if (!line) return;
    const field = valueOf(line);
    field.focus();
    field.select();
    line.scrollIntoView({ block: "nearest" });
  }

  function written(line) {
    return `${valueOf(line).value.trim().replaceAll(",", "")}|${remarkOf(line).value}`;
  }

  function saved(line) {
    return `${valueOf(line).dataset.saved}|${remarkOf(line).dataset.saved}`;
  }

  function sheet(name) {
    return document.querySelector(`#sheet [name=${name}]`).value;
  }

  function save(line, { corrects = false, again = false } = {}) {
    const what = written(line);
    if (what === "|" || (!corrects && !again && (what === saved(line) || what === line.dataset.sent))) return;
    line.dataset.sent = what;
    const [value, remark] = what.split("|");
    const values = { value, remark, read_on: sheet("read_on"), meter_reader: sheet("meter_reader") };
    if (corrects) values.corrects = "on";
    window.htmx.ajax("POST", line.dataset.line, {
      source: valueOf(line), target: statusOf(line), swap: "innerHTML", values,
    }).catch(() => {}); // The events below tell of a lost answer.
  }

  function answered(line, isSaved) {
    const what = line.dataset.sent ?? "|";
    if (isSaved) {
      [valueOf(line).dataset.saved, remarkOf(line).dataset.saved] = what.split("|");
      line.dataset.recorded = "";
    }
    delete line.dataset.sent;
    delete line.dataset.lost;
    tellLost();
  }

  function lost(line) {
    delete line.dataset.sent;
    line.dataset.lost = "";
    tellLost();
  }

  function tellLost() {
    const count = document.querySelectorAll("[data-lost]").length;
    unsaved.hidden = !count;
    unsaved.querySelector("[data-unsaved]").textContent =
      count === 1 ? "1 lectura sin guardar" : `${count} lecturas sin guardar`;
  }

  function retry() {
    document.querySelectorAll("[data-lost]").forEach((line) => save(line, { again: true }));
  }

  function next(line, matches) {
    const list = lines();
    const at = list.indexOf(line);
    return [...list.slice(at + 1), ...list.slice(0, at + 1)].find(matches);
  }

  function currentLine() {
    return document.activeElement?.closest?.("[data-line]") ?? null;
  }

  function toAttention() {
    const line = next(currentLine(), (each) => each.querySelector(".c-state-bad, .c-state-attention, [data-lost]"));
    if (!line) return;
    const button = line.querySelector("[data-correct]");
    if (button) button.focus();
    else go(line);
  }

  document.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || !event.target.matches("[name=value], [name=remark]")) return;
    const list = lines();
    const at = list.indexOf(line);
    if (event.key === "Enter") {
      save(line);
      if (at + 1 < list.length) go(list[at + 1]);
    } else if (event.target.name === "value" && event.key === "ArrowDown") go(list[at + 1]);
    else if (event.target.name === "value" && event.key === "ArrowUp") go(list[at - 1]);
    else return;
    event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    const line = event.target.closest("[data-line]");
    if (line) save(line);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-retry]")) retry();
    const button = event.target.closest("[data-correct]");
    if (!button) return;
    const line = button.closest("[data-line]");
    save(line, { corrects: true });
    go(next(line, () => true));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const line = event.detail.elt.closest?.("[data-line]");
    const status = event.detail.xhr?.status ?? 0;
    if (line && status) (status < 500 && status !== 401 && status !== 403 ? answered(line, status === 200) : lost(line));
  });

  /* Answers may overtake one another. Readings are never taken back, so the larger count is the later. */
  const countIn = (part) => Number(part.querySelector("strong").textContent.replaceAll(",", ""));
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id === "capture-progress" && countIn(fragment) < countIn(target)) event.preventDefault();
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const line = event.detail.elt.closest?.("[data-line]");
      if (line) lost(line);
    });
  }

  window.addEventListener("online", retry);
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-lost]")) event.preventDefault();
  });

  window.Caudal.keys.add({ key: "F8", label: "Siguiente por atender", run: toAttention });
  window.Caudal.keys.add({
    key: "F9",
    label: "Siguiente sin leer",
    run: () => go(next(currentLine(), (line) => written(line) === "|")),
  });

  go(lines().find((line) => written(line) === "|"));
})();
