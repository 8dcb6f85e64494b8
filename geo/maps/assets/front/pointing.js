// What lies under the pointer: the tip beside it, the outline of its desa, and the click that Python hears of.
((P) => {
  let clicks = 0;

  P.point = (view) => {
    const { map } = view;
    const box = map.getContainer();
    view.tip = box.appendChild(P.node("div", "petasalur-tip"));
    view.tip.hidden = true;
    map.on("mousemove", (event) => hover(view, event));
    map.on("mouseout dragstart zoomstart", () => leave(view));
    map.on("click", (event) => click(view, event));
    bePolite(map, box);
  };

  // The wheel belongs to the page until the map was clicked; on a phone one finger scrolls the page.
  function bePolite(map, box) {
    map.scrollWheelZoom.disable();
    box.addEventListener("mousedown", () => map.scrollWheelZoom.enable());
    box.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
    if (!L.Browser.mobile) return;
    map.dragging.disable();
    const hint = box.appendChild(P.node("div", "petasalur-hint", "Geser peta dengan dua jari"));
    let timer = 0;
    box.addEventListener("touchmove", (event) => {
      if (event.touches.length !== 1) return;
      hint.classList.add("is-shown");
      clearTimeout(timer);
      timer = setTimeout(() => hint.classList.remove("is-shown"), 900);
    }, { passive: true });
  }

  function find(view, event) {
    for (const hit of view.hits) {
      const found = hit(event.latlng, event.layerPoint);
      if (found) return found;
    }
    return null;
  }

  function hover(view, event) {
    const found = find(view, event);
    const desa = view.at(event.latlng);
    view.map.getContainer().style.cursor = desa || found ? "pointer" : "";
    P.views.forEach((one) => mark(one, [one.hovered], desa?.code));
    view.onHover?.(found);
    if (found) tell(view, event.containerPoint, found.tip());
    else if (desa) tell(view, event.containerPoint, desaTip(view, desa));
    else view.tip.hidden = true;
  }

  function leave(view) {
    view.tip.hidden = true;
    view.onHover?.(null);
    P.views.forEach((one) => mark(one, [one.hovered], null));
  }

  function click(view, event) {
    const found = find(view, event);
    hover(view, event); // a finger does not hover
    found?.click?.();
    if (found?.report) return report(found.report);
    if (found?.click) return;
    const code = view.at(event.latlng)?.code ?? null;
    if (code) P.select(code, {}); // a click beside all desa changes what Python makes of it
    report({ desa_code: code });
  }

  // Tell Python at once, in the shape streamlit-folium would use for a clicked drawing. The number makes a
  // second click on the same thing a new answer.
  function report(what) {
    clicks += 1;
    const properties = { ...what, click: clicks };
    const value = { last_active_drawing: { type: "Feature", properties, geometry: null } };
    window.__GLOBAL_DATA__.last_active_drawing = value.last_active_drawing;
    window.__GLOBAL_DATA__.previous_data = value;
    window.Streamlit.setComponentValue(value);
  }

  // Outline a desa on all maps; zoom there only when the choice was made elsewhere (in a table).
  P.select = (code, { zoom }) => {
    P.views.forEach((view) => mark(view, [view.casing, view.chosen], code));
    const isNew = P.selected !== code;
    P.selected = code;
    const view = P.views[0];
    const one = code && view.desa.get(code);
    if (!one || !zoom || !isNew) return;
    view.isMoved = true;
    view.map.flyToBounds(one.bounds.pad(0.6), { duration: 0.6, maxZoom: 14 });
  };

  function mark(view, outlines, code) {
    const one = code ? view.desa.get(code) : null;
    for (const each of outlines) {
      if (each.code === (one?.code ?? null)) continue;
      each.code = one?.code ?? null;
      each.setLatLngs(one ? one.places : []);
    }
  }

  function desaTip(view, desa) {
    const rows = view.tips?.rows[desa.code];
    const labels = view.tips?.labels ?? [];
    const under = desa.kecamatan ? `Kecamatan ${desa.kecamatan}` : "";
    return { title: desa.name, under, rows: labels.map((label, i) => [label, rows?.[i] ?? "tidak ada data"]) };
  }

  // Put the tip beside the pointer, inside the map.
  function tell(view, at, { title, under, rows, lines }) {
    const { tip } = view;
    tip.replaceChildren(P.node("div", "petasalur-tip-title", title));
    if (under) tip.append(P.node("div", "petasalur-tip-under", under));
    for (const line of lines ?? []) tip.append(P.node("div", "petasalur-tip-line", line));
    if (rows?.length) tip.append(table(rows));
    tip.hidden = false;
    const size = view.map.getSize();
    const x = at.x + 16 + tip.offsetWidth > size.x ? at.x - 12 - tip.offsetWidth : at.x + 16;
    const y = at.y + 16 + tip.offsetHeight > size.y ? at.y - 12 - tip.offsetHeight : at.y + 16;
    tip.style.left = `${Math.max(4, Math.min(x, size.x - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, y)}px`;
  }

  function table(rows) {
    const made = P.node("table");
    for (const [label, value] of rows) {
      const row = made.insertRow();
      row.append(P.node("th", "", label), P.node("td", "", value));
    }
    return made;
  }
})(window.Petasalur);
