// What is wider than the screen can be scrolled with the keys; what is folded is shown on paper. Without this all can be read.
"use strict";
const wide = () => {
  for (const box of document.querySelectorAll("pre, .table, .formula")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      if (!box.hasAttribute("role")) {
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", box.matches("pre") ? "Code" : box.matches(".table") ? "Table" : "Formula");
      }
    } else box.removeAttribute("tabindex");
  }
};
addEventListener("resize", wide);
wide();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll(".unfold main details:not([open])")];
  for (const part of closed) part.open = true;
});
addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
