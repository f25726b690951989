// Keep the parts of a page that change up to date, without reloading it. Stops while nobody looks at it.
(() => {
  "use strict";
  const live = document.getElementById("live");
  if (!live) return;
  const news = document.getElementById("news");
  const stale = document.getElementById("stale");

  const isSame = (old, fresh) =>
    fresh.dataset.part ? fresh.dataset.part === old.dataset.part : fresh.outerHTML === old.outerHTML;

  const show = (html) => {
    const sent = document.createElement("template");
    sent.innerHTML = html;
    for (const fresh of sent.content.querySelectorAll("[data-part]")) {
      const old = document.getElementById(fresh.id);
      if (isSame(old, fresh)) continue;
      const hadFocus = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (hadFocus) document.getElementById("main").focus();
    }
  };

  const tell = () => {
    const told = live.querySelector("[data-news]").dataset.news;
    if (told !== news.textContent) news.textContent = told;
  };

  const refresh = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(live.dataset.live, { headers: { "X-Requested-With": "by-itself" } });
        if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
        show(await answer.text());
        tell();
        stale.hidden = true;
      } catch {
        stale.hidden = false;
      }
    }
    wait();
  };
  const wait = () => setTimeout(refresh, Number(live.querySelector("[data-again]").dataset.again) * 1000);
  wait();
})();
