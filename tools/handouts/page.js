// What is wider than the screen can be scrolled with the keys; what is folded is shown on paper. Without this all can be read.
"use strict";
const wide = () => {
  const boxes = [...document.querySelectorAll("pre, .table, .formula")];
  const sticksOut = boxes.map((box) => box.scrollWidth > box.clientWidth); // measured at once: one layout, not one a box
  boxes.forEach((box, i) => {
    if (!sticksOut[i]) return box.removeAttribute("tabindex");
    box.tabIndex = 0;
    if (box.hasAttribute("role")) return;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", box.matches("pre") ? "Code" : box.matches(".table") ? "Table" : "Formula");
  });
};
addEventListener("resize", wide);
wide();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll(".unfold main details:not([open])")];
  for (const part of closed) part.open = true;
});
addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
