// The browser's part of helpers/draw.py: draws strokes and sends them, as JSON in "value", when a stroke ends.

const MOVES = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1], // where they lie on a numeric keypad
};
const HELP =
  "Draw with mouse, finger or pen. By keyboard: arrow keys move the pen (Home, End, Page Up, Page Down slantwise, " +
  "with Shift in small steps), Space or Enter puts it down or lifts it, Ctrl+Z undoes, Escape clears.";
const SVG = "http://www.w3.org/2000/svg";
let pads = 0; // for ids that no other pad on the page has

function add(parent, name, attributes = {}, text = "") {
  const namespace = ["svg", "path", "circle"].includes(name) ? SVG : "http://www.w3.org/1999/xhtml";
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  parent.append(element);
  return element;
}

// A path through the strokes; one point alone becomes a line of no length, which a round pen shows as a dot.
function path(strokes) {
  return strokes.map((points) => `M${points[0]}L${(points.length > 1 ? points.slice(1) : points).join(" ")}`).join("");
}

function render({ model, el }) {
  const width = model.get("width");
  const height = model.get("height");
  const pen = model.get("pen");
  const help = `pad-help-${pads++}`;

  const root = add(el, "div", { class: "pad", style: `width: ${width + 8}px` });
  const svg = add(root, "svg", {
    viewBox: `0 0 ${width} ${height}`, tabindex: 0, role: "application",
    "aria-label": model.get("label"), "aria-describedby": help,
  });
  const ink = add(svg, "path", { "stroke-width": pen });
  const wet = add(svg, "path", { "stroke-width": pen }); // the stroke being drawn
  const tip = add(svg, "circle", { r: pen / 2 + 2 }); // where the pen of the keyboard is
  const bar = add(root, "div", { class: "bar" });
  const undoButton = add(bar, "button", { type: "button" }, "Undo");
  const clearButton = add(bar, "button", { type: "button" }, "Clear");
  const status = add(bar, "span", { role: "status" });
  add(root, "p", { id: help }, HELP);

  let stroke = []; // the points of the stroke being drawn
  let pointer = null; // the mouse, finger or pen that draws it; null: the keyboard
  let at = [Math.round(width / 2), Math.round(height / 2)];

  const read = (name) => JSON.parse(model.get(name));
  const clip = (value, most) => Math.min(Math.max(Math.round(value * 10) / 10, 0), most);

  function show() {
    const strokes = read("value");
    ink.setAttribute("d", path(strokes));
    wet.setAttribute("d", stroke.length ? path([stroke]) : "");
    tip.setAttribute("cx", at[0]);
    tip.setAttribute("cy", at[1]);
    tip.classList.toggle("down", stroke.length > 0);
    const count = strokes.length === 1 ? "1 stroke" : `${strokes.length} strokes`;
    const text = stroke.length ? `${count}, pen down` : count;
    if (status.textContent !== text) status.textContent = text; // said aloud when it changes
  }

  function send(changes) {
    for (const [name, strokes] of Object.entries(changes)) model.set(name, JSON.stringify(strokes));
    model.save_changes();
  }

  function move(x, y) {
    at = [clip(x, width), clip(y, height)];
    const last = stroke.at(-1);
    if (last && Math.hypot(at[0] - last[0], at[1] - last[1]) >= 1) stroke.push(at);
    show();
  }

  function start() {
    stroke = [at];
    show();
  }

  function finish() {
    const done = stroke;
    stroke = [];
    pointer = null;
    if (done.length) send({ value: [...read("value"), done] });
    show();
  }

  function undo() {
    finish();
    const strokes = read("value");
    if (strokes.length) send({ value: strokes.slice(0, -1) });
    else send({ value: read("cleared"), cleared: [] });
  }

  function clear() {
    finish();
    const strokes = read("value");
    if (strokes.length) send({ value: [], cleared: strokes });
  }

  function place(event) {
    const box = svg.getBoundingClientRect(); // narrower than the pad where the page is
    return [((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height];
  }

  svg.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return; // a second finger, or another button
    finish(); // what the keyboard began
    pointer = event.pointerId;
    svg.setPointerCapture(pointer);
    move(...place(event));
    start();
  });
  svg.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const steps = event.getCoalescedEvents?.() ?? []; // what the browser saw between two frames
    for (const step of steps.length ? steps : [event]) move(...place(step));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    svg.addEventListener(end, (event) => {
      if (event.pointerId === pointer) finish();
    });
  }

  root.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    const drawing = event.target === svg && pointer === null && !command;
    if (event.altKey) return;
    if (!command) event.stopPropagation(); // a "b" is not for the notebook, which would add a cell
    if (command && !event.shiftKey && event.key.toLowerCase() === "z") undo();
    else if (!command && ["Escape", "Delete"].includes(event.key)) clear();
    else if (drawing && event.key in MOVES) {
      const step = event.shiftKey ? 2 : 10;
      const [dx, dy] = MOVES[event.key];
      move(at[0] + dx * step, at[1] + dy * step);
    } else if (drawing && [" ", "Enter"].includes(event.key)) {
      if (event.repeat) return event.preventDefault();
      if (stroke.length) finish();
      else start();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  svg.addEventListener("blur", finish);
  undoButton.addEventListener("click", undo);
  clearButton.addEventListener("click", clear);

  model.on("change:value", show);
  show();
  return () => model.off("change:value", show);
}

export default { render };
