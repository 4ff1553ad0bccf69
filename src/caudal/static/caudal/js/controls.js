/* Small behaviours declared in the markup.

   data-copy="text"      copies the text and says so
   data-reveal="id"      shows or hides what is typed in a password field
   form[data-once]       is sent once; its button waits for the answer
   .table-responsive     can be scrolled with the arrow keys where it is wider than the screen */
(() => {
  "use strict";

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      window.Caudal.announce(`Copiado: ${button.dataset.copy}`);
      button.classList.add("text-ok");
      window.setTimeout(() => button.classList.remove("text-ok"), 1200);
    } catch {
      // Without HTTPS the browser gives no clipboard: the person can still select the text.
      window.Caudal.warn("Este navegador no permite copiar aquí. Seleccione el texto y use Ctrl C.");
    }
  }

  function reveal(button) {
    const field = document.getElementById(button.dataset.reveal);
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Ocultar" : "Mostrar";
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/^\S+/, button.textContent));
    field.focus();
  }

  function reachable(root) {
    root.querySelectorAll(".table-responsive").forEach((box) => {
      const wide = box.scrollWidth > box.clientWidth;
      box.toggleAttribute("tabindex", wide);
      if (wide) box.tabIndex = 0;
    });
  }

  reachable(document);
  window.addEventListener("resize", () => reachable(document));
  document.addEventListener("htmx:load", (event) => reachable(event.detail.elt));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-reveal]");
    if (!button) return;
    if (button.dataset.copy) copy(button);
    else reveal(button);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Disabled only after the browser has read the form, so that the button's own value is sent.
    window.setTimeout(() => form.querySelectorAll("[type=submit]").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
    }));
  });

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[type=submit][aria-disabled]").forEach((button) => {
      button.removeAttribute("aria-disabled");
    });
  }

  // Back from the next page: the browser may show this one as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("form[data-sent]")) release(event.detail.elt);
  });
})();
