// The day goes by: a control in the map moves the vehicles along their ways by the times of the plan. All of it happens
// in the browser; the page does not run again.
((P) => {
  const STEP_MIN = 5;
  const DAY_MS = 30000; // a day's work takes so long to watch
  const CALM_MS = 700; // for readers who asked for less motion: leaps of CALM_MIN
  const CALM_MIN = 15;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

  // Called whenever layers were painted: puts the control there, fits it to the plan, or takes it away.
  P.keepClock = (view) => {
    const isWanted = Boolean(view.plan?.layer.clock && view.plan.trips.length);
    if (view.clock) view.clock.box.hidden = !isWanted;
    view.map.getContainer().classList.toggle("has-clock", isWanted);
    if (!isWanted) return;
    view.time ??= { day: null, at: null };
    view.clock ??= build(view);
    view.clock.fit();
  };

  function build(view) {
    const { time } = view;
    const box = view.map.getContainer().appendChild(P.node("div", "petasalur-clock"));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Jalannya hari");
    const play = button("petasalur-play", "Putar");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", step: STEP_MIN });
    slider.setAttribute("aria-label", "Jam");
    const label = P.node("b", "petasalur-hour");
    const told = P.node("span", "petasalur-told");
    told.setAttribute("role", "status");
    const days = document.createElement("select");
    days.setAttribute("aria-label", "Hari");
    const whole = button("petasalur-whole", "Seluruh hari", "Seluruh hari");
    box.append(play, label, slider, told, days, whole);
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    L.DomEvent.on(box, "mousemove mouseover pointermove keydown keypress", L.DomEvent.stopPropagation);
    const clock = { box, play, slider, label, told, days, whole, timer: 0 };

    clock.fit = () => {
      const { layer } = view.plan;
      if (time.day !== null && !layer.days[time.day]) time.day = null;
      clock.spans = spansOf(view.plan, time.day);
      const length = clock.spans.reduce((sum, one) => sum + one.length, 0);
      slider.max = length;
      if (time.at !== null && time.at > length) time.at = length;
      const texts = layer.days.length > 1 ? ["Semua hari", ...layer.days] : [];
      days.hidden = !texts.length;
      days.replaceChildren(...texts.map((text, i) => option(text, i - 1)));
      days.value = String(time.day ?? -1);
      view.plan.day = time.day;
      if (clock.plan !== view.plan) clock.vehicles = marksOf(view);
      clock.plan = view.plan;
      view.plan.apply();
    };
    clock.again = () => show(view, clock);

    const setTime = (at) => {
      time.at = at;
      show(view, clock);
    };
    slider.addEventListener("input", () => {
      pause(clock);
      setTime(Number(slider.value));
    });
    play.addEventListener("click", () => {
      if (clock.timer) return pause(clock);
      const end = Number(slider.max);
      if (time.at === null || time.at >= end) setTime(0);
      run(clock, (minutes) => {
        setTime(Math.min(time.at + minutes, end));
        return time.at < end;
      });
    });
    whole.addEventListener("click", () => {
      pause(clock);
      setTime(null);
      play.focus();
    });
    days.addEventListener("change", () => {
      pause(clock);
      time.day = Number(days.value) < 0 ? null : Number(days.value);
      time.at = null;
      clock.fit();
    });
    new ResizeObserver(() => makeRoom(view, box)).observe(box);
    makeRoom(view, box);
    return clock;
  }

  // The map keeps clear of the control, which is higher on a phone.
  function makeRoom(view, box) {
    const height = box.offsetHeight;
    if (!height || view.roomBelow === height + 16) return;
    view.roomBelow = height + 16;
    view.map.getContainer().style.setProperty("--clock", `${height}px`);
    if (!view.isMoved) view.fit();
  }

  function button(className, name, text) {
    const made = P.node("button", className, text);
    made.type = "button";
    made.setAttribute("aria-label", name);
    made.title = name;
    return made;
  }

  function option(text, value) {
    const made = P.node("option", "", text);
    made.value = value;
    return made;
  }

  // --- time ---------------------------------------------------------------------------------------------

  // The days one after the other: from when to when each lasts, and where it begins on the slider.
  function spansOf(plan, only) {
    let offset = 0;
    const spans = [];
    plan.layer.days.forEach((_, day) => {
      const trips = plan.layer.trips.filter((trip) => trip.day === day);
      if (!trips.length || (only !== null && only !== day)) return;
      const from = Math.floor(Math.min(...trips.map((trip) => trip.start)) / STEP_MIN) * STEP_MIN;
      const to = Math.ceil(Math.max(...trips.map((trip) => trip.back)) / STEP_MIN) * STEP_MIN;
      spans.push({ day, from, offset, length: to - from });
      offset += to - from;
    });
    return spans;
  }

  function momentOf(spans, at) {
    const span = spans.findLast((one) => at >= one.offset) ?? spans[0];
    return { day: span.day, minute: span.from + Math.min(at - span.offset, span.length) };
  }

  const clockText = (minute) => {
    const whole = Math.floor(minute + 1e-6);
    return `${String(Math.floor(whole / 60)).padStart(2, "0")}.${String(whole % 60).padStart(2, "0")}`;
  };

  // Streamlit may have hidden the frame: then the browser gives no frames and the day waits.
  function run(clock, step) {
    clock.play.classList.add("is-playing");
    name(clock.play, "Jeda");
    const longest = Math.max(...clock.spans.map((one) => one.length), 1);
    let before = performance.now();
    const tick = (now) => {
      const passed = now - before;
      if (!isCalm.matches || passed >= CALM_MS) {
        before = now;
        if (!step(isCalm.matches ? CALM_MIN : (Math.min(passed, 100) / DAY_MS) * longest)) return pause(clock);
      }
      clock.timer = requestAnimationFrame(tick);
    };
    clock.timer = requestAnimationFrame(tick);
  }

  function pause(clock) {
    cancelAnimationFrame(clock.timer);
    clock.timer = 0;
    clock.play.classList.remove("is-playing");
    name(clock.play, "Putar");
  }

  function name(made, text) {
    made.setAttribute("aria-label", text);
    made.title = text;
  }

  // --- what is seen -------------------------------------------------------------------------------------

  function show(view, clock) {
    const { plan, time } = view;
    const isWhole = time.at === null;
    clock.box.classList.toggle("is-whole", isWhole);
    clock.whole.hidden = isWhole;
    clock.slider.value = isWhole ? 0 : time.at;
    if (isWhole) {
      clock.label.textContent = "Seluruh hari";
      clock.told.textContent = "";
      clock.slider.setAttribute("aria-valuetext", "Seluruh hari");
      enter(plan, null);
      plan.stops.forEach((stop) => mark(stop, false, false));
      clock.vehicles.forEach(({ marker }) => marker.setOpacity(0));
      return;
    }
    const moment = momentOf(clock.spans, time.at);
    enter(plan, moment);
    let served = 0;
    for (const stop of plan.stops) {
      const isDone = stop.calls.length > 0 && stop.calls.every((call) => isPast(call.one.trip.day, call.leave, moment));
      if (isDone && !stop.isOut) served += 1;
      mark(stop, isDone, stop.calls.some((call) => isNow(call, moment)));
    }
    clock.vehicles.forEach((vehicle) => place(plan, vehicle, moment));
    const day = clock.spans.length > 1 ? `${plan.layer.days[moment.day].split(",")[0]} ` : "";
    clock.label.textContent = `${day}${clockText(moment.minute)}`;
    clock.told.textContent = `${P.number(served)} dari ${P.number(plan.stops.length)} titik`;
    const said = `${day}pukul ${clockText(moment.minute)}, ${served} dari ${plan.stops.length} titik terlayani`;
    clock.slider.setAttribute("aria-valuetext", said);
  }

  // The trips of another day fade while a day goes by.
  function enter(plan, moment) {
    const isOther = (plan.moment?.day ?? null) !== (moment?.day ?? null);
    plan.moment = moment;
    if (isOther) plan.style();
  }

  const isPast = (day, minute, moment) => day < moment.day || (day === moment.day && minute <= moment.minute);
  const isNow = (call, { day, minute }) => call.one.trip.day === day && call.arrive <= minute && minute < call.leave;

  function mark(stop, isDone, isServing) {
    if (stop.isDone === isDone && stop.isServing === isServing && stop.shownNumber === stop.number) return;
    Object.assign(stop, { isDone, isServing, shownNumber: stop.number });
    stop.html.classList.toggle("is-done", isDone);
    stop.html.classList.toggle("is-serving", isServing);
    stop.text.textContent = isDone ? "✓" : stop.number;
  }

  // A mark per vehicle that moves; its trips by day.
  function marksOf(view) {
    const { plan } = view;
    return plan.layer.vehicles.map(({ name: vehicle, short }, index) => {
      const html = P.node("div", "petasalur-vehicle", short);
      const trips = plan.trips.filter((one) => one.trip.vehicle === index);
      const icon = L.divIcon({ className: "", html, iconSize: [0, 0] });
      const look = { icon, interactive: false, keyboard: false, zIndexOffset: 2000, opacity: 0 };
      const marker = L.marker(trips[0].legs[0].places[0], look).addTo(view.temporary);
      return { name: vehicle, html, trips, marker };
    });
  }

  function place(plan, vehicle, { day, minute }) {
    const trips = vehicle.trips.filter((one) => one.trip.day === day);
    const one = trips.find(({ trip }) => minute >= trip.start && minute <= trip.back) ?? null;
    const isShown = one !== null && (plan.chosen === null || plan.chosen.trip.vehicle === one.trip.vehicle);
    vehicle.marker.setOpacity(isShown ? 1 : 0);
    vehicle.now = isShown ? where(plan, one, minute) : null;
    if (!isShown) return;
    vehicle.html.style.setProperty("--trip", one.colour);
    vehicle.marker.setLatLng(vehicle.now.latlng);
  }

  // Where a trip is at a minute of its day, and what it is doing there.
  function where(plan, one, minute) {
    const { trip, legs } = one;
    if (minute < trip.depart) return { one, latlng: legs[0].places[0], text: "memuat" };
    let since = trip.depart;
    for (let i = 0; i < trip.legs.length; i++) {
      const call = trip.legs[i];
      const target = call.stop >= 0 ? plan.layer.title[call.stop] : plan.layer.places[call.place].name;
      if (minute < call.arrive) {
        const share = (minute - since) / Math.max(call.arrive - since, 1e-6);
        return { one, latlng: P.along(legs[i].places, share).latlng, text: `menuju ${target}, tiba ${clockText(call.arrive)}` };
      }
      if (minute < call.leave) return { one, latlng: legs[i].places.at(-1), text: `di ${target} sampai ${clockText(call.leave)}` };
      since = call.leave;
    }
    const share = (minute - since) / Math.max(trip.back - since, 1e-6);
    return { one, latlng: P.along(legs.at(-1).places, share).latlng, text: `kembali, tiba ${clockText(trip.back)}` };
  }

  P.vehicleAt = (plan, point) => {
    if (!plan.moment) return null;
    const near = (vehicle) => vehicle.now && plan.view.map.latLngToLayerPoint(vehicle.now.latlng).distanceTo(point) < 14;
    const found = plan.view.clock?.vehicles.find(near);
    if (!found) return null;
    const { one, text } = found.now;
    const tip = () => ({ title: found.name, lines: [text, one.trip.title] });
    return { trip: one, tip, report: { trip_id: one.trip.id, stop_id: null } };
  };
})(window.Petasalur);
