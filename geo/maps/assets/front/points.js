// Places of people: single points, counts in hexagons, counts in bubbles that split as one comes closer.
((P) => {
  // Columns lon, lat (degrees), size (pixels), group (index into styles), title, lines (list of texts).
  P.painters.points = (view, layer) => {
    const renderer = L.canvas({ pane: "points", padding: 0.3 });
    const look = { pane: "points", renderer, interactive: false };
    const count = layer.lon.length;
    const order = [...Array(count).keys()].sort((a, b) => layer.size[b] - layer.size[a]); // small ones on top
    for (const i of order) {
      L.circleMarker([layer.lat[i], layer.lon[i]], { ...look, radius: layer.size[i], ...layer.styles[layer.group[i]] })
        .addTo(view.temporary);
    }
    let places = null;
    view.afterZoom.push(() => (places = null));
    view.hits.unshift((latlng, point) => {
      places ??= order.map((i) => view.map.latLngToLayerPoint([layer.lat[i], layer.lon[i]]));
      const at = nearest(places, point, (n) => layer.size[order[n]] + 3);
      return at === null ? null : { tip: () => ({ title: layer.title[order[at]], lines: layer.lines[order[at]] }) };
    });
  };

  function nearest(places, point, reach) {
    let best = null;
    let least = Infinity;
    places.forEach((place, n) => {
      const distance = place.distanceTo(point);
      if (distance <= reach(n) && distance < least) [best, least] = [n, distance];
    });
    return best;
  }

  // Pointy-top hexagons in Web Mercator metres: columns q, r (axial), level (index into colours), count.
  P.painters.cells = (view, layer) => {
    const renderer = L.canvas({ pane: "cells", padding: 0.3 });
    const { size, q, r, level, count } = layer;
    const known = new Map(q.map((_, i) => [`${q[i]},${r[i]}`, i]));
    q.forEach((_, i) => {
      const look = { fillColor: layer.colours[level[i]], fillOpacity: layer.opacity, color: "#fff", weight: 0.4 };
      L.polygon(hexagon(size, q[i], r[i]), { ...look, pane: "cells", renderer, interactive: false, smoothFactor: 0 })
        .addTo(view.temporary);
    });
    view.hits.push((latlng) => {
      const i = known.get(cellAt(size, latlng));
      if (i === undefined) return null;
      const amount = count[i] === 0 ? layer.few : P.number(count[i]);
      const desa = view.at(latlng);
      return { tip: () => ({ title: `${amount} ${layer.unit}`, under: layer.under, lines: desa ? [desa.name] : [] }) };
    });
  };

  const SQRT3 = Math.sqrt(3);

  function hexagon(size, q, r) {
    const x = size * SQRT3 * (q + r / 2);
    const y = size * 1.5 * r;
    return [0, 1, 2, 3, 4, 5].map((corner) => {
      const angle = (Math.PI / 3) * corner + Math.PI / 6;
      return L.Projection.SphericalMercator.unproject(L.point(x + size * Math.cos(angle), y + size * Math.sin(angle)));
    });
  }

  // The same rounding as geo/maps/density.py.
  function cellAt(size, latlng) {
    const { x, y } = L.Projection.SphericalMercator.project(latlng);
    const fr = ((2 / 3) * y) / size;
    const fq = ((SQRT3 / 3) * x - y / 3) / size;
    let q = Math.round(fq);
    let r = Math.round(fr);
    const s = Math.round(-fq - fr);
    const [dq, dr, ds] = [Math.abs(q - fq), Math.abs(r - fr), Math.abs(s + fq + fr)];
    if (dq > dr && dq > ds) q = -r - s;
    else if (dr > ds) r = -q - s;
    return `${q},${r}`;
  }

  // levels: [{zoom, lon, lat, count}, …], coarse to fine; a level holds from its zoom on.
  P.painters.bubbles = (view, layer) => {
    const group = L.layerGroup().addTo(view.temporary);
    let shown = [];
    const again = () => {
      group.clearLayers();
      const zoom = view.map.getZoom();
      const level = layer.levels.findLast((one) => one.zoom <= zoom + 0.01) ?? layer.levels[0];
      const seen = view.map.getBounds().pad(0.2);
      shown = level.lon
        .map((lon, i) => ({ latlng: L.latLng(level.lat[i], lon), count: level.count[i] }))
        .filter(({ latlng }) => seen.contains(latlng))
        .map((one) => ({ ...one, point: view.map.latLngToLayerPoint(one.latlng), radius: radius(one.count) }));
      for (const one of shown) L.marker(one.latlng, { icon: bubble(one), interactive: false }).addTo(group);
    };
    view.afterZoom.push(again);
    view.hits.unshift((latlng, point) => {
      const at = nearest(shown.map((one) => one.point), point, (n) => shown[n].radius);
      if (at === null) return null;
      const { count, latlng: place } = shown[at];
      const closer = Math.min(view.map.getZoom() + 2, view.map.getMaxZoom());
      return {
        tip: () => ({ title: `${count === 0 ? layer.few : P.number(count)} ${layer.unit}`, under: layer.under }),
        click: () => view.map.flyTo(place, closer, { duration: 0.5 }),
      };
    });
  };

  const radius = (count) => Math.min(28, 11 + Math.sqrt(count) * 0.7);

  function bubble({ count, radius: r }) {
    const html = P.node("div", "petasalur-bubble", count === 0 ? "<5" : P.short(count));
    html.style.width = html.style.height = html.style.lineHeight = `${2 * r}px`;
    return L.divIcon({ className: "", html, iconSize: [2 * r, 2 * r] });
  }
})(window.Petasalur);
