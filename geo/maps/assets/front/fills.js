// Colours of the desa, what their tips say, the title of a map.
((P) => {
  const EMPTY = "petasalur-kosong";

  // classes: desa_code → index of a colour; a desa without a class is hatched.
  P.painters.fill = (view, { colours, classes }) => {
    defineHatch();
    for (const code of view.desa.keys()) {
      const at = classes[code];
      view.fills.set(code, at === undefined || at === null ? `url(#${EMPTY})` : colours[at]);
    }
  };

  P.painters.tips = (view, { labels, rows }) => {
    view.tips = { labels, rows };
  };

  P.painters.title = (view, { text }) => {
    view.title.textContent = text;
    view.title.hidden = false;
  };

  // One pattern in the document serves all maps in it.
  function defineHatch() {
    if (document.getElementById(EMPTY)) return;
    const svg = L.SVG.create("svg");
    const pattern = L.SVG.create("pattern");
    const ground = L.SVG.create("rect");
    const stripe = L.SVG.create("path");
    set(svg, { width: 0, height: 0, style: "position:absolute" });
    set(pattern, { id: EMPTY, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    set(ground, { width: 7, height: 7, fill: "#fafafa" });
    set(stripe, { d: "M0 0V7", stroke: "#b5b5b5", "stroke-width": 2.4 });
    pattern.append(ground, stripe);
    svg.append(pattern);
    document.body.append(svg);
  }

  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  };
})(window.Petasalur);
