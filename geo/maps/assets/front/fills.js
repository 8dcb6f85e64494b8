// Colours of the desa, what their tips say, the title of a map.
((P) => {
  const EMPTY = "petasalur-kosong";
  const DOTS = "petasalur-titik";

  // classes: desa_code → index of a colour; a desa without a class is hatched. The colour "titik" is a dotted grey.
  P.painters.fill = (view, { colours, classes }) => {
    definePatterns();
    for (const code of view.desa.keys()) {
      const at = classes[code];
      const colour = at === undefined || at === null ? `url(#${EMPTY})` : colours[at];
      view.fills.set(code, colour === "titik" ? `url(#${DOTS})` : colour);
    }
  };

  // Leave the desa beyond these plain, and let the map begin with these.
  P.painters.focus = (view, { codes }) => {
    const wanted = new Set(codes);
    for (const code of view.fills.keys()) if (!wanted.has(code)) view.fills.delete(code);
    view.wanted = codes;
  };

  P.painters.tips = (view, { labels, rows }) => {
    view.tips = { labels, rows };
  };

  P.painters.title = (view, { text }) => {
    view.title.textContent = text;
    view.title.hidden = false;
  };

  // One of each pattern in the document serves all maps in it.
  function definePatterns() {
    if (document.getElementById(EMPTY)) return;
    const svg = L.SVG.create("svg");
    set(svg, { width: 0, height: 0, style: "position:absolute" });
    const stripe = L.SVG.create("path");
    set(stripe, { d: "M0 0V7", stroke: "#b5b5b5", "stroke-width": 2.4 });
    const dot = L.SVG.create("circle");
    set(dot, { cx: 3.5, cy: 3.5, r: 0.9, fill: "#9a9a9a" });
    svg.append(pattern(EMPTY, "#fafafa", stripe, { patternTransform: "rotate(45)" }), pattern(DOTS, "#eeeeeb", dot, {}));
    document.body.append(svg);
  }

  function pattern(id, colour, sign, more) {
    const made = L.SVG.create("pattern");
    const ground = L.SVG.create("rect");
    set(made, { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", ...more });
    set(ground, { width: 7, height: 7, fill: colour });
    made.append(ground, sign);
    return made;
  }

  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  };
})(window.Petasalur);
