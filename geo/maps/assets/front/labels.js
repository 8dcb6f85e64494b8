// Names on the map: only where they fit, never one over the other. When the desa are too small for their
// names, the kecamatan are named instead.
((P) => {
  const SIZES = { desa: 11.5, kecamatan: 12.5 };
  const LINE = 13;
  const ENOUGH = 0.34; // share of the desa in view whose names must fit before desa are named at all
  const ruler = document.createElement("canvas").getContext("2d");

  P.label = (view) => {
    const pane = view.map.getPane("labels");
    const again = () => draw(view, pane);
    view.nameAgain = again; // the colour under a name decides about its own
    view.map.on("zoomend moveend viewreset", again);
    view.map.whenReady(again);
  };

  function draw(view, pane) {
    pane.replaceChildren();
    const { map } = view;
    const seen = map.getBounds();
    const inView = [...view.desa.values()].filter((one) => seen.intersects(one.bounds));
    const named = place(map, inView.map((one) => wanted(map, one)).filter(Boolean));
    const isCoarse = view.geometry.kecamatan.name.length > 1 && named.length < ENOUGH * inView.length;
    const labels = isCoarse ? place(map, kecamatanWanted(view)) : named;
    for (const label of labels) pane.append(element(label));
  }

  // Text, lines and box of a desa's name, or null where the desa is too small for it.
  function wanted(map, one) {
    const room = pixels(map, one.anchor, one.radius);
    const lines = broken(one.name, Math.max(56, room * 1.7), `600 ${SIZES.desa}px ${P.FONT}`);
    if (lines.width > room * 2.6 || lines.texts.length * LINE > room * 2.6) return null;
    return { ...lines, at: map.latLngToLayerPoint(one.anchor), room, kind: "desa", isOnDark: isDark(one.colour) };
  }

  function kecamatanWanted(view) {
    const { name, label } = view.geometry.kecamatan;
    const { scale } = view.geometry;
    return name.map((text, i) => {
      const [x, y, radius] = label[i];
      const anchor = L.latLng(y / scale, x / scale);
      const lines = broken(text.toUpperCase(), 90, `600 ${SIZES.kecamatan * 1.12}px ${P.FONT}`);
      const room = pixels(view.map, anchor, radius / scale);
      return { ...lines, at: view.map.latLngToLayerPoint(anchor), room, kind: "kecamatan" };
    });
  }

  function pixels(map, anchor, degrees) {
    const east = map.latLngToLayerPoint([anchor.lat, anchor.lng + degrees]);
    return east.x - map.latLngToLayerPoint(anchor).x;
  }

  // Break a name at spaces so that no line is much wider than asked.
  function broken(name, width, font) {
    ruler.font = font;
    const texts = [];
    for (const word of name.split(" ")) {
      const longer = texts.length ? `${texts.at(-1)} ${word}` : word;
      if (texts.length && ruler.measureText(longer).width <= width) texts[texts.length - 1] = longer;
      else texts.push(word);
    }
    return { texts, width: Math.max(...texts.map((text) => ruler.measureText(text).width)) };
  }

  // Greedy: the roomiest first; what would touch a name already there is left out.
  function place(map, labels) {
    const placed = [];
    for (const label of labels.sort((a, b) => b.room - a.room)) {
      const half = L.point(label.width / 2 + 3, (label.texts.length * LINE) / 2 + 1);
      const at = intoView(map, label.at, half);
      const box = L.bounds(at.subtract(half), at.add(half));
      if (placed.every((other) => !other.box.overlaps(box))) placed.push({ ...label, at, box });
    }
    return placed;
  }

  // A name that would be cut off at the left or right edge moves in.
  function intoView(map, at, half) {
    const { x, y } = map.layerPointToContainerPoint(at);
    const inside = Math.max(half.x, Math.min(x, map.getSize().x - half.x));
    return Math.abs(inside - x) > 2 * half.x ? at : map.containerPointToLayerPoint([inside, y]);
  }

  function isDark(colour) {
    if (!colour?.startsWith("#")) return false;
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return 0.299 * red + 0.587 * green + 0.114 * blue < 125;
  }

  function element({ texts, at, kind, isOnDark }) {
    const made = P.node("div", `petasalur-label petasalur-label-${kind} leaflet-zoom-hide`);
    made.classList.toggle("is-on-dark", Boolean(isOnDark));
    const inner = made.appendChild(P.node("div"));
    for (const text of texts) inner.append(P.node("span", "", text));
    L.DomUtil.setPosition(made, at.round());
    return made;
  }
})(window.Petasalur);
