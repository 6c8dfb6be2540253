// The page of a report: prints it, and copies its citation. Without scripts the buttons are not shown.
"use strict";

(() => {
  for (const place of document.querySelectorAll("[data-print]")) {
    place.hidden = false;
    place.firstElementChild.addEventListener("click", () => window.print());
  }
  // Pages on a disk may not be allowed to copy.
  if (!navigator.clipboard) return;
  for (const place of document.querySelectorAll("[data-copy]")) {
    const button = place.firstElementChild;
    const word = button.textContent;
    place.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(place.previousElementSibling.textContent);
        button.textContent = button.dataset.done;
        setTimeout(() => (button.textContent = word), 2000);
      } catch {
        getSelection().selectAllChildren(place.previousElementSibling);
      }
    });
  }
})();
