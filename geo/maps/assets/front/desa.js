// The constant part of a map: the desa, the borders of the kecamatan, controls, and the view that holds them.
((P) => {
  const NEUTRAL = "#f1f1ef";
  const PANES = { fill: 410, cells: 420, lines: 430, mark: 435, roads: 437, labels: 440, points: 450, trips: 460, arrows: 465 };

  P.base = (map, name, options) => {
    const view = new View(map, P.geometry[name], options);
    P.views.push(view);
    view.fit();
  };

  class View {
    constructor(map, geometry, options) {
      this.map = map;
      this.geometry = geometry;
      this.options = options;
      this.hasTiles = Boolean(options.tiles);
      this.hits = []; // functions (latlng, point) → what lies there, topmost first
      this.afterZoom = []; // what the shown layers want redone after each zoom
      for (const [pane, zIndex] of Object.entries(PANES)) {
        const made = map.createPane(pane);
        made.style.zIndex = zIndex;
        made.style.pointerEvents = "none"; // pointing.js finds out itself what lies under the pointer
      }
      if (options.tiles) P.tiles(map, options.tiles);
      this.drawDesa();
      this.drawBorders();
      this.temporary = L.layerGroup().addTo(map);
      this.addControls();
      this.keepFitted();
      P.label(this);
      P.point(this);
    }

    drawDesa() {
      const { desa, scale } = this.geometry;
      const renderer = L.svg({ pane: "fill", padding: 0.5 });
      const look = { pane: "fill", renderer, interactive: false, smoothFactor: 0, color: "#fff", weight: 1 };
      this.desa = new Map();
      desa.code.forEach((code, i) => {
        const places = desa.shape[i].map((polygon) => polygon.map((ring) => P.decode(ring, scale)));
        const polygon = L.polygon(places, look).addTo(this.map);
        const [x, y, radius] = desa.label[i];
        this.desa.set(code, {
          code,
          name: desa.name[i],
          kecamatan: geometryName(this.geometry.kecamatan, desa.kecamatan[i]),
          places,
          polygon,
          bounds: polygon.getBounds(),
          anchor: L.latLng(y / scale, x / scale),
          radius: radius / scale, // degrees: how far the anchor is from the border
        });
      });
      this.hovered = outline(this.map, "#333", 2);
      this.casing = outline(this.map, "#fff", 6);
      this.chosen = outline(this.map, "#111", 3);
    }

    drawBorders() {
      const renderer = L.svg({ pane: "lines", padding: 0.5 });
      const look = { pane: "lines", renderer, interactive: false, smoothFactor: 0, fill: false };
      const lines = this.geometry.borders.map((line) => P.decode(line, this.geometry.scale));
      L.polyline(lines, { ...look, color: "#fff", weight: 3 }).addTo(this.map);
      L.polyline(lines, { ...look, color: "#666", weight: 1.2 }).addTo(this.map);
    }

    addControls() {
      const { map, options } = this;
      map.attributionControl?.remove();
      const notes = L.control.attribution({ position: "bottomright", prefix: false }).addTo(map);
      const box = notes.getContainer();
      box.classList.add("petasalur-notes");
      for (const note of options.notes) box.append(P.node("span", "", note));
      L.control.zoom({ zoomInTitle: "Perbesar", zoomOutTitle: "Perkecil" }).addTo(map);
      addHome(this);
      L.control.scale({ imperial: false, maxWidth: 90 }).addTo(map);
      this.title = map.getContainer().appendChild(P.node("div", "petasalur-title"));
      this.title.hidden = true;
      this.badge = map.getContainer().appendChild(P.node("div", "petasalur-badge", options.badge));
      this.badge.hidden = !options.badge;
    }

    // Show the whole area again whenever the frame changes its size, until the reader has moved the map.
    keepFitted() {
      this.isMoved = false;
      this.map.on("moveend", () => this.afterZoom.forEach((again) => again()));
      this.map.on("dragstart zoomstart", () => {
        if (!this.isFitting) this.isMoved = true;
      });
      new ResizeObserver(() => {
        this.map.invalidateSize({ pan: false });
        if (!this.isMoved) this.fit();
      }).observe(this.map.getContainer());
    }

    fit() {
      this.isFitting = true;
      const bounds = L.latLngBounds(this.geometry.bounds);
      const focus = this.wantedBounds() ?? L.latLngBounds(this.geometry.focus);
      this.map.setMaxBounds(null);
      this.map.setMinZoom(0);
      const top = this.options.is_half ? 40 : 14; // room for the title of one of two maps
      this.map.fitBounds(focus, { paddingTopLeft: [14, top], paddingBottomRight: [14, this.roomBelow ?? 26], animate: false });
      this.map.setMinZoom(Math.min(this.map.getZoom(), this.map.getBoundsZoom(bounds)) - 1);
      this.map.setMaxBounds(bounds.pad(0.7));
      this.isFitting = false;
      this.isMoved = false;
    }

    // The box around the desa that the shown layers begin with, if they name any.
    wantedBounds() {
      const known = (this.wanted ?? []).map((code) => this.desa.get(code)).filter(Boolean);
      return known.length ? known.reduce((box, one) => box.extend(one.bounds), L.latLngBounds([])) : null;
    }

    clear() {
      this.wanted = null;
      this.temporary.clearLayers();
      this.hits = [];
      this.afterZoom = [];
      this.fills = new Map();
      this.tips = null;
      this.plan = null;
      this.onHover = null;
      this.title.hidden = true;
    }

    // Recolours only the polygons that change; without a fill the desa are plain.
    finish() {
      const opacity = this.hasTiles ? 0.72 : 1;
      for (const [code, one] of this.desa) {
        const colour = this.fills.get(code) ?? NEUTRAL;
        if (one.colour === colour) continue;
        one.colour = colour;
        one.polygon.setStyle({ fillColor: colour, fillOpacity: colour === NEUTRAL && this.hasTiles ? 0 : opacity });
      }
      P.keepClock(this);
      const begin = (this.wanted ?? []).join();
      if (begin !== this.begun && (begin || this.begun)) this.fit();
      this.begun = begin;
      this.afterZoom.forEach((again) => again());
      this.nameAgain();
    }

    // Which desa is here? The index is a handful of boxes, then the even-odd rule on the rings.
    at(latlng) {
      for (const one of this.desa.values()) {
        if (one.bounds.contains(latlng) && one.places.some((rings) => isInside(latlng, rings))) return one;
      }
      return null;
    }
  }

  const geometryName = (kecamatan, index) => (index === null ? "" : kecamatan.name[index]);

  const outline = (map, color, weight) =>
    L.polygon([], { pane: "mark", interactive: false, smoothFactor: 0, fill: false, color, weight }).addTo(map);

  function isInside({ lat, lng }, rings) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [yi, xi] = ring[i];
        const [yj, xj] = ring[j];
        if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
      }
    }
    return inside;
  }

  function addHome(view) {
    const bar = view.map.getContainer().querySelector(".leaflet-control-zoom");
    const home = P.node("a", "petasalur-home", "⤢");
    home.href = "#";
    home.title = "Tampilkan semua";
    home.setAttribute("role", "button");
    home.setAttribute("aria-label", "Tampilkan semua");
    L.DomEvent.on(home, "click", (event) => {
      L.DomEvent.stop(event);
      P.views.forEach((one) => one.fit());
    });
    bar.append(home);
  }
})(window.Petasalur);
