/* Confirmation and other dialogs: the browser's own <dialog>, which keeps the focus inside and gives
   it back.

   data-dialog-open="id"   opens a dialog of the page
   data-dialog-close       closes the one it is in, changing nothing
   data-dialog-now         a dialog that came as a fragment (into #dialogs) opens at once */
(() => {
  "use strict";

  function open(dialog) {
    if (dialog.open) return;
    dialog.showModal();
    (dialog.querySelector("[data-focus], textarea, input:not([type=hidden])") ?? dialog).focus();
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      open(document.getElementById(opener.dataset.dialogOpen));
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
    // A click on the backdrop reaches the dialog itself and none of its children.
    else if (event.target.matches("dialog[open]")) closeFromOutside(event);
  });

  function closeFromOutside(event) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && !event.target.querySelector("form[method=post]")) event.target.close();
  }

  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    const dialog = root.matches("[data-dialog-now]") ? root : root.querySelector("[data-dialog-now]");
    if (dialog) open(dialog);
  });

  document.querySelectorAll("[data-dialog-now]").forEach(open);

  window.Caudal = Object.assign(window.Caudal ?? {}, { openDialog: open });
})();
