"use strict";
// The page of a trip on the phone: ticks, counters, map, what is sent back. No request, no HTML made from texts.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const [DONE, FAILED, BACK] = ["diserahkan", "gagal", "dikembalikan"];
  const FIELDS = ["state", "time", "amount", "received_by", "substitute_name", "relation", "letter_number", "reason", "note"];
  let ticks = {};
  const opened = new Set();
  let isKept = true;

  // --- kept on the phone
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(data.store)) || {};
    } catch {
      return null;
    }
  };
  const keep = () => {
    try {
      localStorage.setItem(data.store, JSON.stringify(ticks));
      isKept = true;
    } catch {
      isKept = false;
    }
    $("lost").hidden = isKept;
  };

  // --- one recipient
  const make = (tag, values = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...children);
    return made;
  };
  const select = (choices) =>
    make("select", {}, make("option", { value: "", textContent: "pilih …" }),
      ...Object.entries(choices).map(([value, textContent]) => make("option", { value, textContent })));
  const now = () => {
    const at = new Date();
    const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
    const zone = -at.getTimezoneOffset();
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
      + `${zone < 0 ? "-" : "+"}${two(zone / 60)}:${two(zone % 60)}`;
  };
  const WORDS = {
    [DONE]: ["✓ Diserahkan", "yes", "done"],
    [FAILED]: ["✕ Gagal", "no", "done failed"],
    [BACK]: ["↩ Dikembalikan", "back", "done returned"],
  };

  const press = (key, state) => {
    const parcel = data.parcels[key];
    if (ticks[key]?.state === state) {
      if (ticks[key].note || ticks[key].reason || ticks[key].substitute_name) {
        if (!confirm("Hapus catatan penerima ini?")) return;
      }
      delete ticks[key];
      opened.delete(key);
    } else {
      ticks[key] = { state, time: now(), note: ticks[key]?.note || "" };
      if (state === DONE) opened.delete(key);
      else opened.add(key);
      if (state === DONE) Object.assign(ticks[key], { amount: String(parcel.amount), received_by: "sendiri" });
    }
    keep();
    show(key);
    count();
  };
  const change = (key, name, value) => {
    ticks[key][name] = value;
    keep();
    if (name === "received_by") show(key);
    else say(key);
    count();
  };
  const article = (key) => data.nodes[key];
  const lacks = (tick, most) =>
    (tick.state !== DONE && !tick.reason && "alasan") ||
    (tick.received_by === "pengganti" && !(tick.substitute_name && tick.relation && tick.letter_number) && "data pengganti") ||
    (tick.state === DONE && !isAmount(tick, most) && "jumlah yang benar");
  const isAmount = (tick, most) => tick.amount !== "" && Number(tick.amount) >= 0 && Number(tick.amount) <= most;
  const say = (key) => {
    const tick = ticks[key];
    const line = article(key).querySelector(".said");
    line.hidden = !tick;
    if (!tick) return;
    const lack = lacks(tick, data.parcels[key].amount);
    line.className = `said ${WORDS[tick.state][2]}`;
    const who = tick.state === DONE ? data.receivers[tick.received_by]?.toLowerCase() : data.reasons[tick.reason]?.toLowerCase();
    line.textContent = [`${WORDS[tick.state][0]} ${tick.time.slice(11, 16)}`, who, lack && `belum diisi: ${lack}`].filter(Boolean).join(" · ");
  };
  const show = (key) => {
    const tick = ticks[key];
    const node = article(key);
    for (const button of all(".states button", node)) {
      button.setAttribute("aria-pressed", String(tick?.state === button.dataset.state));
    }
    node.querySelector(".more").replaceChildren(...(tick ? details(key, tick) : []));
    say(key);
  };
  const details = (key, tick) => {
    if (opened.has(key)) return inputs(key, tick);
    const button = make("button", { type: "button", textContent: tick.state === DONE ? "Pengganti, jumlah, catatan" : "Alasan, catatan" });
    button.addEventListener("click", () => {
      opened.add(key);
      show(key);
    });
    return [button];
  };
  const ask = (text, field, key, name) => {
    field.value = ticks[key][name] ?? "";
    field.addEventListener(field.tagName === "SELECT" ? "change" : "input", () => change(key, name, field.value.trim()));
    return make("label", { textContent: text }, field);
  };
  const inputs = (key, tick) => {
    const parcel = data.parcels[key];
    const found = [];
    const text = (hint = "") => make("input", { type: "text", maxLength: 120, autocomplete: "off", placeholder: hint });
    if (tick.state === DONE) {
      const most = make("input", { type: "number", inputMode: "decimal", min: "0", max: String(parcel.amount), step: "any" });
      found.push(ask("Diterima oleh", select(data.receivers), key, "received_by"));
      if (tick.received_by === "pengganti") {
        found.push(ask("Nama pengganti", text(), key, "substitute_name"));
        found.push(ask("Hubungan dengan penerima", select(data.relations), key, "relation"));
        found.push(ask("Nomor surat kuasa", text("seperti tertulis di suratnya"), key, "letter_number"));
      }
      found.push(ask(`Jumlah yang diterima (${parcel.unit}, paling banyak ${parcel.amount})`, most, key, "amount"));
      most.addEventListener("change", () => {
        const value = Math.min(Math.max(Number(most.value) || 0, 0), parcel.amount);
        most.value = String(value);
        change(key, "amount", String(value));
      });
    } else {
      found.push(ask("Alasan", select(data.reasons), key, "reason"));
    }
    found.push(ask("Catatan", text(), key, "note"));
    return found;
  };

  // --- counters
  const tally = (keys) => ({
    all: keys.length,
    done: keys.filter((key) => ticks[key]?.state === DONE).length,
    failed: keys.filter((key) => ticks[key]?.state === FAILED).length,
    back: keys.filter((key) => ticks[key]?.state === BACK).length,
  });
  const said = (number) => number.toLocaleString("id-ID");
  const keys = Object.keys(data.parcels);
  const count = () => {
    const sum = tally(keys);
    $("count").textContent = `${said(sum.done)} dari ${said(sum.all)} diserahkan`;
    $("rest").textContent = ["", sum.failed && `${said(sum.failed)} gagal`, sum.back && `${said(sum.back)} dikembalikan`].filter((text) => text !== 0).join(" · ");
    $("bar").style.width = `${sum.all ? (100 * sum.done) / sum.all : 0}%`;
    for (const stop of all("details.stop")) {
      const own = all("article", stop).map((node) => node.dataset.key);
      const told = tally(own);
      const open = told.all - told.done - told.failed - told.back;
      const mark = stop.querySelector("em");
      if (mark) mark.textContent = open ? `${told.done}/${told.all}` : `✓ ${told.done}/${told.all}`;
      stop.classList.toggle("full", Boolean(told.all) && !open);
    }
  };

  // --- search
  const find = () => {
    const word = $("word").value.trim().toLowerCase();
    const isOpen = $("open").checked;
    for (const node of all("article")) {
      const isFound = (!word || node.textContent.toLowerCase().includes(word)) && !(isOpen && ticks[node.dataset.key]);
      node.hidden = !isFound;
    }
    for (const stop of all("details.stop")) {
      const nodes = all("article", stop);
      stop.hidden = Boolean((word || isOpen) && nodes.length) && nodes.every((node) => node.hidden);
      if (word && !stop.hidden && nodes.length) stop.open = true;
    }
  };

  // --- map
  const map = $("peta");
  const [width, height] = [data.frame.width, data.frame.height];
  let view = [0, 0, width, height];
  const draw = () => {
    map.setAttribute("viewBox", view.join(" "));
    const size = view[2] / width;
    for (const mark of all(".mark", map)) {
      const place = mark.dataset.at ?? (mark.dataset.at = mark.getAttribute("transform") || "translate(0 0)");
      mark.setAttribute("transform", `${place} scale(${size})`);
    }
    map.classList.toggle("near", size < 1);
  };
  const zoom = (factor, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) => {
    const wide = Math.min(Math.max(view[2] * factor, width / 40), width);
    const by = wide / view[2];
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, wide, view[3] * by];
    if (wide === width) view = [0, 0, width, height];
    draw();
  };
  const fingers = new Map();
  const unit = () => view[2] / map.getBoundingClientRect().width;
  map.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, [event.clientX, event.clientY]));
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    map.addEventListener(name, (event) => fingers.delete(event.pointerId));
  }
  map.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before || view[2] === width && fingers.size < 2) return;
    const here = [event.clientX, event.clientY];
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const far = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
      const box = map.getBoundingClientRect();
      zoom(far(before) / far(here), view[0] + (other[0] - box.left) * unit(), view[1] + (other[1] - box.top) * unit());
    } else {
      view[0] -= (here[0] - before[0]) * unit();
      view[1] -= (here[1] - before[1]) * unit();
      draw();
    }
    fingers.set(event.pointerId, here);
  });
  $("near").addEventListener("click", () => zoom(0.6));
  $("far").addEventListener("click", () => zoom(1 / 0.6));
  $("whole").addEventListener("click", () => zoom(width));
  $("here").addEventListener("click", () => {
    if (!navigator.geolocation) {
      $("where").textContent = "Peramban ini tidak memberi tahu posisi. Pakai tombol “Buka di aplikasi peta”.";
      return;
    }
    $("where").textContent = "Mencari posisi …";
    navigator.geolocation.watchPosition(
      (at) => {
        const { longitude, latitude, accuracy } = at.coords;
        const x = (longitude - data.frame.west) * data.frame.scale_x;
        const y = (data.frame.north - latitude) * data.frame.scale_y;
        const isInside = x >= 0 && y >= 0 && x <= width && y <= height;
        const me = $("saya");
        me.toggleAttribute("hidden", !isInside);
        me.dataset.at = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
        $("where").textContent = isInside
          ? `Posisi Anda: titik merah muda, tepat sampai ${Math.round(accuracy)} m.`
          : "Posisi Anda di luar peta ini.";
        draw();
      },
      () => {
        $("where").textContent = "Posisi tidak diizinkan atau tidak ada sinyal GPS. Pakai tombol “Buka di aplikasi peta”.";
      },
      { enableHighAccuracy: true, maximumAge: 15000 },
    );
  });

  // --- sending back
  const harmless = (value) => (/^\s*[=+\-@\t\r|＝＋－＠]/.test(value) ? `'${value}` : value);
  const cell = (value) => {
    const text = harmless(String(value ?? "").replace(/[\u0000-\u001f\u007f]+/g, " "));
    return /[",;']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = () => {
    const rows = keys.filter((key) => ticks[key]).map((key) => {
      const parcel = data.parcels[key];
      const told = { ...ticks[key], ...parcel, plan_id: data.plan, amount_unit: parcel.unit, amount: ticks[key].amount ?? "" };
      if (told.received_by !== "pengganti") Object.assign(told, { substitute_name: "", relation: "", letter_number: "" });
      return data.columns.map((name) => cell(told[name])).join(",");
    });
    return `${[data.columns.join(","), ...rows].join("\r\n")}\r\n`;
  };
  const summary = () => {
    const sum = tally(keys);
    const lines = [`*${data.title}*`, `${said(sum.done)} dari ${said(sum.all)} diserahkan`];
    if (data.mark) lines.unshift(`_${data.mark}_`);
    const open = sum.all - sum.done - sum.failed - sum.back;
    if (sum.failed) lines.push(`${said(sum.failed)} gagal${reasons(FAILED)}`);
    if (sum.back) lines.push(`${said(sum.back)} dikembalikan${reasons(BACK)}`);
    if (open) lines.push(`${said(open)} belum dicatat`);
    for (const stop of all("details.stop")) {
      const own = all("article", stop).map((node) => node.dataset.key);
      const told = tally(own);
      if (told.all) lines.push(`• ${stop.dataset.title}: ${told.done}/${told.all}`);
    }
    return lines.join("\n");
  };
  const reasons = (state) => {
    const counts = {};
    for (const key of keys) {
      if (ticks[key]?.state !== state) continue;
      const label = data.reasons[ticks[key].reason] || "tanpa alasan";
      counts[label] = (counts[label] || 0) + 1;
    }
    return ` (${Object.entries(counts).map(([label, number]) => `${label.toLowerCase()} ${number}`).join(", ")})`;
  };
  const copy = async (text, what) => {
    const box = $("text");
    box.hidden = false;
    box.value = text;
    box.select();
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(text);
      isCopied = true;
    } catch {
      isCopied = document.execCommand("copy");
    }
    $("copied").textContent = isCopied ? `${what} sudah disalin. Tempelkan di WhatsApp.` : "Tekan lama teks di bawah, lalu salin.";
  };
  $("wa").addEventListener("click", () => copy(summary(), "Ringkasan"));
  $("csv").addEventListener("click", () => copy(csv(), "Catatan (CSV)"));
  $("save").addEventListener("click", () => {
    const link = make("a", { href: URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv" })), download: data.file });
    document.body.append(link);
    link.click();
    link.remove();
    $("copied").textContent = `Berkas ${data.file} disimpan di folder Unduhan.`;
  });
  const parse = (text) => {
    const rows = [[]];
    const told = text.replace(/^\ufeff/, "");
    const one = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/y;
    while (one.lastIndex < told.length) {
      const found = one.exec(told);
      if (!found) break;
      rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
      if (found[3] !== ",") rows.push([]);
    }
    return rows;
  };
  const load = (text) => {
    const [header = [], ...rows] = parse(text);
    const has = ["handle", "program", "state"].every((name) => header.includes(name));
    let taken = 0;
    for (const row of has ? rows : []) {
      const told = Object.fromEntries(header.map((name, at) => [name, (row[at] ?? "").replace(/^'(?=\s*[=+\-@|])/, "")]));
      const key = `${told.handle}_${told.program}`;
      const own = data.parcels[key];
      if (!own || !WORDS[told.state] || told.plan_id !== data.plan || told.trip_id !== own.trip_id) continue;
      ticks[key] = Object.fromEntries(FIELDS.filter((name) => told[name]).map((name) => [name, told[name]]));
      ticks[key].time ||= now();
      taken += 1;
    }
    keep();
    keys.forEach(show);
    count();
    return taken;
  };
  $("load").addEventListener("change", async () => {
    const [file] = $("load").files;
    if (!file) return;
    const taken = load(await file.text());
    $("copied").textContent = taken ? `${taken} catatan dimuat.` : "Tidak ada catatan ritase ini di berkas itu.";
    $("load").value = "";
  });
  $("clear").addEventListener("click", () => {
    if (!confirm("Hapus semua centang di ponsel ini? Simpan dulu berkasnya.")) return;
    ticks = {};
    keep();
    keys.forEach(show);
    count();
    $("copied").textContent = "Semua centang dihapus.";
  });

  // --- start
  data.nodes = {};
  for (const node of all("article")) {
    const { key } = node.dataset;
    data.nodes[key] = node;
    const buttons = Object.entries(WORDS).map(([state, [text, kind]]) => {
      const button = make("button", { type: "button", textContent: text, className: kind });
      button.dataset.state = state;
      button.addEventListener("click", () => press(key, state));
      return button;
    });
    node.append(make("div", { className: "row states" }, ...buttons), make("p", { className: "said", hidden: true }), make("div", { className: "more" }));
  }
  const kept = read();
  if (kept === null) {
    isKept = false;
    $("lost").hidden = false;
  } else {
    ticks = Object.fromEntries(Object.entries(kept).filter(([key, tick]) => data.parcels[key] && WORDS[tick?.state]));
  }
  for (const mark of all("[data-colour]")) {
    mark.style.background = mark.dataset.colour;
    mark.style.color = mark.dataset.ink;
  }
  keys.forEach(show);
  count();
  draw();
  $("word").addEventListener("input", find);
  $("open").addEventListener("change", find);
  const first = all("details.stop").find((stop) => all("article", stop).some((node) => !ticks[node.dataset.key]));
  if (first) first.open = true;
  for (const node of all(".scripted")) node.hidden = false;
})();
