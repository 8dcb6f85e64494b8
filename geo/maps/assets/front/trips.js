// Delivery trips: a line per trip with arrows, numbered stops, the depot.
((P) => {
  const BEND = 0.07; // share of its length by which a leg bends, so that the way out and back are two lines
  const STEPS = 12;
  const ROOM = 19; // pixels a numbered stop needs to its neighbour

  P.painters.trips = (view, layer) => {
    const renderer = L.svg({ pane: "trips", padding: 0.5 });
    const drawn = layer.trips.map((trip) => drawTrip(view, layer, trip, renderer));
    const stops = drawStops(view, layer);
    drawDepot(view, layer.depot);
    view.afterZoom.push(() => spread(view, stops));
    view.hits.unshift(
      (latlng, point) => depotAt(view, layer.depot, point),
      (latlng, point) => stopAt(view, stops, point),
      (latlng, point) => tripAt(view, drawn, point),
    );
    view.onHover = (found) => stress(drawn, found?.trip ?? null);
  };

  const place = (layer, index) => (index < 0 ? layer.depot : { lon: layer.lon[index], lat: layer.lat[index] });

  function drawTrip(view, layer, trip, renderer) {
    const legs = [];
    for (let i = 1; i < trip.path.length; i++) {
      legs.push(leg(place(layer, trip.path[i - 1]), place(layer, trip.path[i])));
    }
    const look = { pane: "trips", renderer, interactive: false, smoothFactor: 0.5, lineCap: "round" };
    const casing = L.polyline(legs, { ...look, color: "#fff", weight: trip.weight + 2.5, opacity: trip.opacity });
    const line = L.polyline(legs, { ...look, color: trip.colour, weight: trip.weight, opacity: trip.opacity });
    casing.addTo(view.temporary);
    line.addTo(view.temporary);
    const arrows = trip.has_arrows ? legs.map((places) => arrow(view, places, trip.colour)) : [];
    return { trip, legs, casing, line, arrows };
  }

  // A leg as a slight curve (quadratic Bézier in Web Mercator), always to the left of where it goes.
  function leg(from, to) {
    const project = (one) => L.Projection.SphericalMercator.project(L.latLng(one.lat, one.lon));
    const [a, b] = [project(from), project(to)];
    const bend = L.point(a.y - b.y, b.x - a.x).multiplyBy(BEND);
    const middle = a.add(b).divideBy(2).add(bend);
    return Array.from({ length: STEPS + 1 }, (_, i) => {
      const t = i / STEPS;
      const point = a.multiplyBy((1 - t) ** 2).add(middle.multiplyBy(2 * t * (1 - t))).add(b.multiplyBy(t ** 2));
      return L.Projection.SphericalMercator.unproject(point);
    });
  }

  function arrow(view, places, colour) {
    const [a, b] = [places[STEPS / 2 - 1], places[STEPS / 2 + 1]].map((one) => view.map.project(one, 12));
    const html = P.node("div", "petasalur-arrow");
    html.style.transform = `rotate(${Math.atan2(b.y - a.y, b.x - a.x)}rad)`;
    html.style.borderLeftColor = colour;
    const icon = L.divIcon({ className: "", html, iconSize: [10, 10] });
    return L.marker(places[STEPS / 2], { icon, interactive: false, pane: "arrows" }).addTo(view.temporary);
  }

  function drawStops(view, layer) {
    return layer.lon.map((lon, i) => {
      const html = P.node("div", "petasalur-stop", layer.number[i]);
      html.style.borderColor = layer.colour[i];
      html.style.setProperty("--trip", layer.colour[i]);
      html.classList.toggle("is-faint", layer.is_faint[i]);
      const latlng = L.latLng(layer.lat[i], lon);
      const icon = L.divIcon({ className: "", html, iconSize: [0, 0] });
      L.marker(latlng, { icon, interactive: false, zIndexOffset: layer.is_faint[i] ? 0 : 500 }).addTo(view.temporary);
      return { latlng, html, title: layer.title[i], lines: layer.lines[i] };
    });
  }

  // Stops too near to each other for numbers become dots until one comes closer.
  function spread(view, stops) {
    stops.forEach((stop) => (stop.point = view.map.latLngToLayerPoint(stop.latlng)));
    for (const stop of stops) {
      const isCrowded = stops.some((other) => other !== stop && other.point.distanceTo(stop.point) < ROOM);
      stop.html.classList.toggle("is-dot", isCrowded);
    }
  }

  function drawDepot(view, depot) {
    const html = P.node("div", "petasalur-depot");
    html.append(P.node("span", "", depot.name));
    const icon = L.divIcon({ className: "", html, iconSize: [22, 22] });
    L.marker([depot.lat, depot.lon], { icon, interactive: false, zIndexOffset: 1000 }).addTo(view.temporary);
  }

  function depotAt(view, depot, point) {
    const near = view.map.latLngToLayerPoint([depot.lat, depot.lon]).distanceTo(point) < 13;
    return near ? { tip: () => ({ title: depot.name, lines: depot.lines }) } : null;
  }

  function stopAt(view, stops, point) {
    let best = null;
    for (const stop of stops) {
      const distance = stop.point?.distanceTo(point) ?? Infinity;
      if (distance < 12 && distance < (best?.distance ?? Infinity)) best = { stop, distance };
    }
    return best && { tip: () => ({ title: best.stop.title, lines: best.stop.lines }) };
  }

  function tripAt(view, drawn, point) {
    for (const one of drawn) {
      const near = one.legs.some((places) => {
        const points = places.map((each) => view.map.latLngToLayerPoint(each));
        return points.slice(1).some((to, i) => L.LineUtil.pointToSegmentDistance(point, points[i], to) < 6);
      });
      if (near) return { trip: one.trip, tip: () => ({ title: one.trip.title, lines: one.trip.lines }) };
    }
    return null;
  }

  // The trip under the pointer stays, the others step back.
  function stress(drawn, trip) {
    for (const one of drawn) {
      const share = trip === null || one.trip === trip ? 1 : 0.25;
      if (one.share === share) continue;
      one.share = share;
      one.line.setStyle({ opacity: one.trip.opacity * share });
      one.casing.setStyle({ opacity: one.trip.opacity * share });
      one.arrows.forEach((each) => each.setOpacity(share));
    }
  }
})(window.Petasalur);
