// Petasalur's part of each map, loaded inside the iframe of streamlit-folium.
//
// Two calls come from Python: Petasalur.base(...) once per map, when the iframe is new, and
// Petasalur.show(...) whenever the reader chooses something else. Only the first knows geometry; the second
// recolours what is there. Texts of files reach the page through textContent alone.
"use strict";
window.Petasalur = (() => {
  const P = {
    geometry: {}, // name → desa, rings, borders; put there by the geometry file
    views: [], // one per map: left, then right
    painters: {}, // kind of layer → function that draws it into a view
    FONT: '"Source Sans 3", "Source Sans Pro", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  };

  // An element with text: the only way texts get into the document.
  P.node = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  };

  // 12345 → "12.345"
  P.number = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ".");

  // 12345 → "12,3 rb": for bubbles, where room is short
  P.short = (value) =>
    value < 1000 ? String(value) : `${(value / 1000).toFixed(value < 10000 ? 1 : 0).replace(".", ",")} rb`;

  // Flat list of differences in 1/scale degrees → [[lat, lng], …]
  P.decode = (flat, scale) => {
    const places = new Array(flat.length / 2);
    let x = 0;
    let y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      places[i / 2] = [y / scale, x / scale];
    }
    return places;
  };

  // Draws what the reader has chosen. side: 0 left, 1 right, absent = on both.
  P.show = (spec) => {
    window.feature_group = []; // streamlit-folium has taken the old ones off the map but keeps them for ever
    P.shown = spec;
    P.views.forEach((view, side) => {
      view.clear();
      for (const layer of spec.layers) {
        if (layer.side === undefined || layer.side === side) P.painters[layer.kind](view, layer);
      }
      view.finish();
      view.isShown = true;
    });
    P.select(spec.selected ?? null, { zoom: spec.zoom });
  };

  return P;
})();
