// Follow the colours that the visitor's system wants, before anything is painted; fold the menu where there is no room.
(() => {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;  // another document may be on its way when the colours change
  const follow = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  dark.addEventListener("change", follow);
  follow();

  const wide = window.matchMedia("(min-width: 62rem)");
  const fold = () => { document.querySelectorAll(".menu").forEach((menu) => { menu.open = wide.matches; }); };
  wide.addEventListener("change", fold);
  document.addEventListener("DOMContentLoaded", fold);
})();
