// Keep the part of a page that changes up to date, without reloading the page. Stops while nobody looks at it.
(() => {
  "use strict";
  const part = document.querySelector("[data-live]");
  if (!part) return;
  const again = Number(part.dataset.again) * 1000;

  const refresh = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(part.dataset.live, { headers: { "X-Requested-With": "by-itself" } });
        if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
        const fresh = await answer.text();
        if (fresh !== part.dataset.shown && !part.contains(document.activeElement)) {
          part.innerHTML = fresh;
          part.dataset.shown = fresh;
        }
        part.classList.remove("is-stale");
      } catch {
        part.classList.add("is-stale");
      }
    }
    setTimeout(refresh, again);
  };
  setTimeout(refresh, again);
})();
