/* What a full page load gives a reader for free, given to htmx swaps: focus, announcement, busy
   state, and words when the server does not answer.

   data-focus       in new content: takes the focus after the swap (and on page load)
   data-announce    in new content: its value is read aloud by the live region
   HX-Trigger: {"announce": "..."}    from the server: the same */
(() => {
  "use strict";
  const loading = document.getElementById("loading");
  const live = document.getElementById("live");
  const toast = document.getElementById("toast");
  let pending = 0;

  function announce(text) {
    live.textContent = "";
    // Readers speak a change: the same words twice need a moment of silence between them.
    window.setTimeout(() => { live.textContent = text; }, 60);
  }

  function warn(text) {
    toast.querySelector("[data-toast-text]").textContent = text;
    toast.hidden = false;
  }

  function focusIn(root) {
    const target = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
    if (!target) return false;
    target.focus({ preventScroll: false });
    // At once: a cashier types over the amount before the scripts of the desk are there.
    if (target.matches("[data-typed]")) target.select();
    return true;
  }

  function count(change) {
    pending = Math.max(0, pending + change);
    loading.classList.toggle("is-loading", pending > 0);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    // A job card asks each second: that is no wait of the person.
    if (event.detail.elt.matches("[hx-trigger^='every']")) return;
    count(1);
    event.detail.target?.setAttribute("aria-busy", "true");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("[hx-trigger^='every']")) return;
    count(-1);
    event.detail.target?.removeAttribute("aria-busy");
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    focusIn(root);
    const spoken = root.matches("[data-announce]") ? root : root.querySelector("[data-announce]");
    if (spoken) announce(spoken.dataset.announce);
  });

  document.addEventListener("announce", (event) => announce(event.detail.value ?? event.detail));

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    const id = event.detail.xhr.getResponseHeader("X-Request-ID");
    const what = {
      403: "Su usuario no tiene permiso para esto, o la sesión terminó. Recargue la página.",
      404: "Lo que busca ya no está ahí. Recargue la página.",
      409: "Otra persona lo cambió mientras tanto. Recargue la página y revise.",
    }[status] ?? "El servidor no pudo terminar. Antes de repetirlo, revise si quedó registrado.";
    warn(id ? `${what} Clave del error: ${id}` : what);
  });

  document.addEventListener("htmx:sendError", () => {
    warn("No hay conexión con el servidor. Revise la red; lo escrito sigue en la pantalla.");
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) toast.hidden = true;
  });

  focusIn(document);

  window.Caudal = Object.assign(window.Caudal ?? {}, { announce, warn });
})();
