// Trips: their ways with arrows, numbered stops, depots, transfer points, what is left out. The day that goes by on them
// is in clock.js.
((P) => {
  const BEND = 0.07; // share of its length by which a straight leg bends, so that the way out and back are two lines
  const STEPS = 12;
  const ROOM = 19; // pixels a numbered stop needs to its neighbour
  const LANE = 1.3; // pixels by which a way is drawn left of its road, so that out and back are two lines here too
  const LANES = 3;
  const ARROW_ROOM = 34; // pixels a leg must be long to bear an arrow
  const [STRAIGHT, STRAIGHT_ENDS] = [1, 2]; // see geo/maps/trips.py

  P.painters.trips = (view, layer) => {
    const plan = { view, layer, chosen: null, hovered: null, moment: null, day: view.time?.day ?? null };
    const renderer = L.svg({ pane: "trips", padding: 0.5 });
    plan.trips = layer.trips.map((trip, i) => drawTrip(plan, trip, i, renderer));
    plan.places = layer.places.map((place) => drawPlace(view, place));
    plan.stops = drawStops(plan);
    plan.apply = () => apply(plan);
    plan.style = () => style(plan);
    view.plan = plan;
    view.afterZoom.push(() => {
      spread(view, plan.stops);
      plan.trips.forEach((one) => (one.points = null));
      plan.trips.forEach((one) => thinArrows(view, one));
    });
    view.hits.unshift(
      (latlng, point) => P.vehicleAt(plan, point),
      (latlng, point) => stopAt(plan, point),
      (latlng, point) => placeAt(view, plan.places, point),
      (latlng, point) => tripAt(plan, point),
    );
    view.onHover = (found) => {
      if (plan.hovered === (found?.trip ?? null)) return;
      plan.hovered = found?.trip ?? null;
      apply(plan);
    };
    apply(plan);
  };

  // Comes after the trips: which of them the reader has chosen.
  P.painters.chosen = (view, layer) => {
    if (view.plan) choose(view.plan, layer.trip, view.chosenTrip !== layer.trip);
  };

  function choose(plan, id, isNew) {
    const { view } = plan;
    view.chosenTrip = id;
    plan.chosen = plan.trips.find((one) => one.trip.id === id) ?? null;
    if (plan.chosen && plan.day !== null && plan.chosen.trip.day !== plan.day) {
      plan.day = view.time.day = plan.chosen.trip.day; // a trip of another day brings its day with it
      view.time.at = null;
    }
    apply(plan);
    if (!isNew || !plan.chosen) return;
    const bounds = L.latLngBounds(plan.chosen.legs.flatMap((leg) => leg.places));
    if (view.map.getBounds().contains(bounds)) return;
    view.isMoved = true;
    view.map.flyToBounds(bounds, { duration: 0.5, maxZoom: 14, paddingBottomRight: [14, 60], paddingTopLeft: [14, 14] });
  }

  // --- ways ---------------------------------------------------------------------------------------------

  // A line some pixels left of where it goes.
  const Lane = L.Polyline.extend({
    _projectLatlngs(latlngs, result, bounds) {
      const before = result.length;
      L.Polyline.prototype._projectLatlngs.call(this, latlngs, result, bounds);
      if (!(latlngs[0] instanceof L.LatLng)) return;
      result[before] = shifted(result[before], this.options.lane);
    },
  });

  function shifted(points, pixels) {
    return points.map((at, i) => {
      const [from, to] = [points[Math.max(i - 1, 0)], points[Math.min(i + 1, points.length - 1)]];
      const length = from.distanceTo(to);
      if (!length) return at;
      return L.point(at.x + ((to.y - from.y) / length) * pixels, at.y - ((to.x - from.x) / length) * pixels);
    });
  }

  function drawTrip(plan, trip, index, renderer) {
    const { view, layer } = plan;
    const legs = [];
    let from = at(layer.places[trip.from]);
    for (const leg of trip.legs) {
      const to = leg.stop >= 0 ? at({ lon: layer.lon[leg.stop], lat: layer.lat[leg.stop] }) : at(layer.places[leg.place]);
      legs.push(way(layer, from, to, leg));
      from = to;
    }
    legs.push(way(layer, from, at(layer.places[trip.from]), trip.home));
    const lane = LANE * (1 + (trip.vehicle % LANES));
    const look = { pane: "trips", renderer, interactive: false, smoothFactor: 0.5, lineCap: "round", lane };
    const casing = new Lane(legs.map((leg) => leg.places), { ...look, color: "#fff" }).addTo(view.temporary);
    const solid = new Lane(legs.flatMap((leg) => leg.solid), look).addTo(view.temporary);
    const dashed = new Lane(legs.flatMap((leg) => leg.dashed), { ...look, dashArray: "1 7" }).addTo(view.temporary);
    const arrows = legs.map((leg) => arrow(view, leg, lane));
    if (trip.broken) warn(view, P.along(legs[0].places, 0.4).latlng);
    return { trip, index, legs, lane, lines: [casing, solid, dashed], arrows };
  }

  // A trip that breaks a rule says so on its way, not by colour alone.
  function warn(view, latlng) {
    const icon = L.divIcon({ className: "", html: P.node("div", "petasalur-broken", "!"), iconSize: [0, 0] });
    L.marker(latlng, { icon, interactive: false, keyboard: false, zIndexOffset: 1500 }).addTo(view.temporary);
  }

  const at = ({ lon, lat }) => L.latLng(lat, lon);

  // A leg as places, and which of its pieces follow a known way.
  function way(layer, from, to, { path, dash }) {
    const known = P.decode(path, layer.scale).map(([lat, lng]) => L.latLng(lat, lng));
    if (dash === STRAIGHT || known.length < 2) {
      const places = bend(from, to);
      return { places, solid: [], dashed: [places] };
    }
    if (dash !== STRAIGHT_ENDS) return { places: known, solid: [known], dashed: [] };
    const ends = [known.slice(0, 2), known.slice(-2)];
    return { places: known, solid: known.length > 3 ? [known.slice(1, -1)] : [], dashed: ends };
  }

  // A slight curve (quadratic Bézier in Web Mercator), always to the left of where it goes.
  function bend(from, to) {
    const { project, unproject } = L.Projection.SphericalMercator;
    const [a, b] = [from, to].map((one) => project.call(L.Projection.SphericalMercator, one));
    const side = L.point(a.y - b.y, b.x - a.x).multiplyBy(BEND);
    const middle = a.add(b).divideBy(2).add(side);
    return Array.from({ length: STEPS + 1 }, (_, i) => {
      const t = i / STEPS;
      const point = a.multiplyBy((1 - t) ** 2).add(middle.multiplyBy(2 * t * (1 - t))).add(b.multiplyBy(t ** 2));
      return unproject.call(L.Projection.SphericalMercator, point);
    });
  }

  function arrow(view, leg, lane) {
    const { places } = leg;
    const middle = P.along(places, 0.5);
    const [a, b] = [middle.before, middle.after].map((one) => view.map.project(one, 12));
    const html = P.node("div", "petasalur-arrow");
    html.style.transform = `rotate(${Math.atan2(b.y - a.y, b.x - a.x)}rad) translate(0, ${-lane}px)`;
    const icon = L.divIcon({ className: "", html, iconSize: [10, 10] });
    const marker = L.marker(middle.latlng, { icon, interactive: false, keyboard: false, pane: "arrows" });
    marker.addTo(view.temporary);
    return { marker, html, leg };
  }

  // Short legs bear no arrow until one comes closer.
  function thinArrows(view, one) {
    for (const { html, leg } of one.arrows) {
      const [a, b] = [leg.places[0], leg.places.at(-1)].map((each) => view.map.latLngToLayerPoint(each));
      const isShort = a.distanceTo(b) < ARROW_ROOM && pixels(view, leg.places) < ARROW_ROOM;
      html.classList.toggle("is-short", isShort);
    }
  }

  function pixels(view, places) {
    const points = places.map((each) => view.map.latLngToLayerPoint(each));
    return points.slice(1).reduce((sum, to, i) => sum + points[i].distanceTo(to), 0);
  }

  // Where one is after a share of a way, and between which of its places.
  P.along = (places, share) => {
    const lengths = places.slice(1).map((to, i) => {
      const east = (to.lng - places[i].lng) * Math.cos((to.lat * Math.PI) / 180);
      return Math.hypot(east, to.lat - places[i].lat);
    });
    let rest = share * lengths.reduce((sum, one) => sum + one, 0);
    for (let i = 0; i < lengths.length; i++) {
      if (rest > lengths[i] && i < lengths.length - 1) rest -= lengths[i];
      else {
        const part = lengths[i] ? Math.min(rest / lengths[i], 1) : 0;
        const [a, b] = [places[i], places[i + 1]];
        const latlng = L.latLng(a.lat + (b.lat - a.lat) * part, a.lng + (b.lng - a.lng) * part);
        return { latlng, before: a, after: b };
      }
    }
    return { latlng: places[0], before: places[0], after: places[0] };
  };

  // --- looks --------------------------------------------------------------------------------------------

  // Colours, widths and numbers as the reader has chosen: a trip, a day, what lies under the pointer.
  function apply(plan) {
    style(plan);
    if (plan.view.clock?.plan === plan) plan.view.clock.again();
  }

  function style(plan) {
    const { layer, chosen, hovered, day, moment } = plan;
    for (const one of plan.trips) {
      const isOff = chosen !== null && one !== chosen;
      const isHidden = day !== null && one.trip.day !== day;
      const own = layer.vehicles[one.trip.vehicle].colour;
      one.isHidden = isHidden;
      one.colour = isOff ? layer.rest : one === chosen && own === layer.rest ? layer.spare : own;
      const isResting = Boolean(moment) && moment.day !== one.trip.day;
      const share = isResting || (hovered !== null && hovered !== one) ? 0.25 : 1;
      const opacity = isHidden ? 0 : (isOff ? 0.45 : 0.95) * share;
      const weight = one === chosen ? 4.5 : one.colour === layer.rest ? 2 : 3;
      const [casing, solid, dashed] = one.lines;
      casing.setStyle({ weight: weight + 2.5, opacity: opacity * 0.9 });
      solid.setStyle({ color: one.colour, weight, opacity });
      dashed.setStyle({ color: one.colour, weight, opacity });
      for (const { html } of one.arrows) {
        html.style.borderLeftColor = one.colour;
        html.style.opacity = isHidden || isOff ? 0 : share;
      }
    }
    if (chosen) chosen.lines.forEach((line) => line.bringToFront());
    plan.stops.forEach((stop) => dress(plan, stop));
  }

  function drawStops(plan) {
    const { view, layer } = plan;
    const stops = layer.lon.map((lon, i) => {
      const isOut = Boolean(layer.out[i]);
      const html = P.node("div", "petasalur-stop");
      const text = html.appendChild(P.node("span", ""));
      html.classList.toggle("has-priority", Boolean(layer.priority[i]));
      const latlng = L.latLng(layer.lat[i], lon);
      const icon = L.divIcon({ className: "", html, iconSize: [0, 0] });
      const marker = L.marker(latlng, { icon, interactive: false, keyboard: false }).addTo(view.temporary);
      return { i, id: layer.id[i], latlng, html, text, marker, isOut, calls: [], title: layer.title[i], lines: layer.lines[i] };
    });
    for (const one of plan.trips) {
      one.trip.legs.forEach((leg, order) => {
        if (leg.stop >= 0) stops[leg.stop].calls.push({ one, number: order + 1, arrive: leg.arrive, leave: leg.leave });
      });
    }
    return stops;
  }

  // A stop bears its number in the trip that matters now: the chosen one, else the first of the day shown.
  function dress(plan, stop) {
    const shown = stop.calls.filter(({ one }) => !one.isHidden);
    const isToday = ({ one }) => !plan.moment || plan.moment.day === one.trip.day;
    const call = shown.find(({ one }) => one === plan.chosen) ?? shown.find(isToday) ?? shown[0];
    const isLeft = stop.calls.length === 0;
    stop.call = call;
    stop.number = isLeft ? "!" : call ? String(call.number) : "·";
    stop.text.textContent = stop.number;
    const classes = {
      "is-out": isLeft,
      "is-partly": stop.isOut && !isLeft,
      "is-faint": !isLeft && (!call || (plan.chosen !== null && call.one !== plan.chosen)),
    };
    for (const [name, isOn] of Object.entries(classes)) stop.html.classList.toggle(name, isOn);
    stop.html.style.setProperty("--trip", isLeft ? "#8c1d5b" : call?.one.colour ?? plan.layer.rest);
    stop.marker.setZIndexOffset(isLeft ? 700 : plan.chosen !== null && call?.one === plan.chosen ? 600 : 0);
  }

  // Stops too near to each other for numbers become dots until one comes closer.
  function spread(view, stops) {
    stops.forEach((stop) => (stop.point = view.map.latLngToLayerPoint(stop.latlng)));
    for (const stop of stops) {
      const isCrowded = stops.some((other) => other !== stop && other.point.distanceTo(stop.point) < ROOM);
      stop.html.classList.toggle("is-dot", isCrowded);
    }
  }

  function drawPlace(view, place) {
    const html = P.node("div", `petasalur-place is-${place.kind}`);
    html.append(P.node("i", ""), P.node("span", "", place.note ? `${place.name}: ${place.note}` : place.name));
    const icon = L.divIcon({ className: "", html, iconSize: [22, 22] });
    const look = { icon, interactive: false, keyboard: false, zIndexOffset: 1000 };
    L.marker([place.lat, place.lon], look).addTo(view.temporary);
    return place;
  }

  // --- what lies under the pointer ------------------------------------------------------------------------

  function placeAt(view, places, point) {
    const near = places.find((one) => view.map.latLngToLayerPoint([one.lat, one.lon]).distanceTo(point) < 13);
    return near ? { tip: () => ({ title: near.name, lines: near.lines }) } : null;
  }

  function stopAt(plan, point) {
    let best = null;
    for (const stop of plan.stops) {
      const distance = stop.point?.distanceTo(point) ?? Infinity;
      if (distance < 12 && distance < (best?.distance ?? Infinity)) best = { stop, distance };
    }
    if (!best) return null;
    const { stop } = best;
    const trip = (stop.calls.find(({ one }) => one === plan.chosen) ?? stop.call)?.one ?? null;
    const tip = () => ({ title: stop.title, lines: stop.lines });
    return { tip, report: { trip_id: trip?.trip.id ?? null, stop_id: stop.id }, click: () => take(plan, trip) };
  }

  function tripAt(plan, point) {
    const order = plan.chosen ? [plan.chosen, ...plan.trips] : plan.trips;
    const one = order.find((each) => !each.isHidden && isNear(plan.view, each, point));
    if (!one) return null;
    const tip = () => ({ title: one.trip.title, lines: one.trip.lines });
    return { trip: one, tip, report: { trip_id: one.trip.id, stop_id: null }, click: () => take(plan, one) };
  }

  function isNear(view, one, point) {
    one.points ??= one.legs.map((leg) => {
      const points = leg.places.map((each) => view.map.latLngToLayerPoint(each));
      return { points: shifted(points, one.lane), bounds: L.bounds(points) };
    });
    return one.points.some(({ points, bounds }) => {
      const { min, max } = bounds;
      if (point.x < min.x - 12 || point.x > max.x + 12 || point.y < min.y - 12 || point.y > max.y + 12) return false;
      return points.slice(1).some((to, i) => L.LineUtil.pointToSegmentDistance(point, points[i], to) < 6);
    });
  }

  // A click shows its effect at once; Python hears of it and says the same a little later.
  function take(plan, one) {
    if (one) choose(plan, one.trip.id, false);
  }
})(window.Petasalur);
