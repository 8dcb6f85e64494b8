// Roads, trails and rivers: few long lines on one canvas, whatever their number; loose ends, joins, closed stretches.
((P) => {
  P.networks = {}; // name → columns of the edges; put there by the geometry file
  const DASHES = { road: null, trail: "5 4", water: null, ferry: "9 6" };
  const WEIGHTS = { road: 2.2, trail: 1.8, water: 3, ferry: 2 };
  const DENSE = 1500; // edges beyond which lines are thinner while far away
  const NEAR = 7; // pixels between the pointer and a line that it means
  const FEW = 60; // joins, and loose ends in view, up to which they are drawn large
  const LARGE = { radius: 3.2, color: "#111", weight: 1.4, fillColor: "#fff", fillOpacity: 1 };
  const SMALL = { radius: 1.8, color: "#fff", weight: 0.8, fillColor: "#111", fillOpacity: 1 };
  const MARKS = { pane: "points", interactive: false };

  // layer: network (name), by (column that decides about the colour), colours (value → colour), last (values to draw on
  // top), blocked, chosen (edges), joins, ends (places), near (bounds to bring near or null).
  P.painters.roads = (view, layer) => {
    const network = prepared(layer.network);
    drawLines(view, network, layer);
    drawOver(view, network, layer.chosen, [{ color: "#111", weight: 9 }, { color: "#ffd84d", weight: 5 }]);
    drawOver(view, network, layer.blocked, [{ color: "#fff", weight: 4.4 }, { color: "#111", weight: 3.4, dashArray: "2 6" }]);
    const marks = drawJoins(view, layer.joins);
    drawEnds(view, layer.ends);
    const blocked = new Set(layer.blocked);
    view.hits.unshift((latlng, point) => markAt(view, marks, point), (latlng) => {
      const edge = edgeAt(view, network, latlng);
      return edge === null ? null : { tip: () => tipOf(network, edge, blocked), report: { edge } };
    });
    bringNear(view, layer.near);
  };

  // Decode a network once: places of each edge, and its box for finding it again.
  function prepared(name) {
    const network = P.networks[name];
    if (network.places) return network;
    network.places = network.shape.map((flat) => P.decode(flat, network.scale));
    network.boxes = network.places.map(boxOf);
    return network;
  }

  function boxOf(places) {
    const box = [Infinity, Infinity, -Infinity, -Infinity]; // south, west, north, east
    for (const [lat, lng] of places) {
      if (lat < box[0]) box[0] = lat;
      if (lng < box[1]) box[1] = lng;
      if (lat > box[2]) box[2] = lat;
      if (lng > box[3]) box[3] = lng;
    }
    return box;
  }

  // All edges of one look are one line of many parts: a canvas of some twenty things, not of forty thousand.
  function drawLines(view, network, layer) {
    const looks = new Map();
    network.shape.forEach((_, edge) => {
      const value = network[layer.by][edge];
      const kind = network.kinds[network.road_class[edge]];
      const key = `${value}/${kind}`;
      if (!looks.has(key)) looks.set(key, { value, kind, parts: [] });
      looks.get(key).parts.push(network.places[edge]);
    });
    const renderer = L.canvas({ pane: "roads", padding: 0.2 });
    const order = [...looks.values()].sort((a, b) => layer.order[a.value] - layer.order[b.value]);
    const lines = order.map(({ value, kind, parts }) => ({ kind, line: L.polyline(parts, {
      pane: "roads", renderer, interactive: false, smoothFactor: 1.2, color: layer.colours[value],
      weight: WEIGHTS[kind], dashArray: DASHES[kind], opacity: kind === "water" ? 0.75 : 1,
    }).addTo(view.temporary) }));
    let drawn = 1;
    view.afterZoom.push(() => {
      const share = network.shape.length < DENSE ? 1 : Math.min(1, Math.max(0.5, (view.map.getZoom() - 9) / 6));
      if (share === drawn) return;
      drawn = share;
      lines.forEach(({ kind, line }) => line.setStyle({ weight: WEIGHTS[kind] * share }));
    });
  }

  function drawOver(view, network, edges, looks) {
    const parts = edges.map((edge) => network.places[edge]).filter(Boolean);
    if (!parts.length) return;
    const renderer = L.canvas({ pane: "roads", padding: 0.2 });
    for (const look of looks) {
      L.polyline(parts, { pane: "roads", renderer, interactive: false, smoothFactor: 1, ...look }).addTo(view.temporary);
    }
  }

  function drawJoins(view, joins) {
    const renderer = L.canvas({ pane: "points", padding: 0.2 });
    const look = { ...MARKS, renderer, radius: joins.lon.length > FEW ? 4.5 : 7, fill: false };
    return joins.lon.map((lon, i) => {
      const latlng = L.latLng(joins.lat[i], lon);
      L.circleMarker(latlng, { ...look, color: "#fff", weight: 4.5 }).addTo(view.temporary);
      L.circleMarker(latlng, { ...look, color: joins.colour, weight: 2.4 }).addTo(view.temporary);
      return { latlng, tip: () => ({ title: joins.title, lines: joins.lines[i] }) };
    });
  }

  // Loose ends: only where there are few enough in view to be told apart.
  function drawEnds(view, ends) {
    if (!ends.lon.length) return;
    const group = L.layerGroup().addTo(view.temporary);
    const renderer = L.canvas({ pane: "points", padding: 0.2 });
    view.afterZoom.push(() => {
      group.clearLayers();
      const seen = view.map.getBounds().pad(0.1);
      const places = ends.lon.map((lon, i) => L.latLng(ends.lat[i], lon)).filter((place) => seen.contains(place));
      if (places.length > ends.most) return;
      const look = places.length > FEW ? SMALL : LARGE;
      places.forEach((place) => L.circleMarker(place, { ...MARKS, renderer, ...look }).addTo(group));
    });
  }

  function markAt(view, marks, point) {
    const found = marks.find(({ latlng }) => view.map.latLngToLayerPoint(latlng).distanceTo(point) < 10);
    return found ? { tip: found.tip } : null;
  }

  function edgeAt(view, network, latlng) {
    const { map } = view;
    const at = map.latLngToLayerPoint(latlng);
    const reach = NEAR * Math.abs(map.layerPointToLatLng([at.x, at.y + 1]).lat - latlng.lat);
    const across = reach / Math.max(Math.cos((latlng.lat * Math.PI) / 180), 0.1);
    let best = null;
    let least = NEAR;
    network.boxes.forEach(([south, west, north, east], edge) => {
      if (latlng.lat < south - reach || latlng.lat > north + reach) return;
      if (latlng.lng < west - across || latlng.lng > east + across) return;
      const points = network.places[edge].map((place) => map.latLngToLayerPoint(place));
      for (let i = 1; i < points.length; i++) {
        const distance = L.LineUtil.pointToSegmentDistance(at, points[i - 1], points[i]);
        if (distance < least) [least, best] = [distance, edge];
      }
    });
    return best;
  }

  function tipOf(network, edge, blocked) {
    const road = network.classes[network.road_class[edge]];
    const name = network.names[network.name[edge]];
    const lines = [network.pieces[network.piece[edge]]];
    if (blocked.has(edge)) lines.unshift("tertutup");
    const under = [name ? road : "", network.surfaces[network.surface[edge]], network.lengths[edge]];
    return { title: name || road, under: under.filter(Boolean).join(" · "), lines };
  }

  // Move only when another place is asked for than last time.
  function bringNear(view, near) {
    const key = JSON.stringify(near);
    if (key === view.roadsNear) return;
    view.roadsNear = key;
    if (!near) return;
    view.isMoved = true;
    view.map.flyToBounds(L.latLngBounds(near).pad(0.3), { duration: 0.5, maxZoom: 16 });
  }
})(window.Petasalur);
