// The long look-aways of today, and "this was work" on each: counted separately, taken back as easily.
import { post, remove } from "/shared/api.js";
import { createTrouble } from "/shared/trouble.js";
import { button, h, icon, setIcon, setShown, setText } from "/shared/dom.js";
import { clock, clockSeconds, dwell, exact } from "/shared/format.js";
import { t } from "/shared/i18n.js";

export function createLookAways(meta) {
  const path = `/counters/${encodeURIComponent(meta.counter)}/corrections`;
  const rows = new Map(); // by onset, so that a touched button keeps the focus
  const intro = h("p.own-intro");
  const none = h("p.own-none", {}, t("away.none"));
  const list = h("ul.aways");
  const sum = h("p.saved", { role: "status" });
  const part = h("p.small", { hidden: true });
  const trouble = createTrouble();
  const element = h(
    "section.panel.own-aways",
    { "aria-labelledby": "own-aways" },
    h("h2", { id: "own-aways" }, t("away.title")),
    intro,
    none,
    trouble.element,
    list,
    sum,
    part,
  );

  function createRow(item) {
    const time = clockSeconds(Date.parse(item.onset_utc), meta.time_zone);
    const length = dwell(item.dwell_s);
    const kind = t(item.prolonged ? "away.prolonged" : "away.long");
    const mark = h("span.away-mark", { hidden: true }, icon("work"), h("span", {}, t("away.was_work")));
    const sign = h("span.pause-sign");
    const label = h("span");
    const touch = button(h("button.plain.away-button", { type: "button" }, sign, label), () => change(item.onset));
    const words = h("div.away-words", {}, h("strong", {}, length), h("span", {}, t("away.at", { time })), h("span.small", {}, kind), mark);
    const swatch = h("span.swatch", { "data-state": "device" }, icon("device"));
    const row = h("li", { "data-onset": item.onset }, swatch, words, touch);
    return {
      row,
      touch,
      corrected: false,
      show(corrected) {
        this.corrected = corrected;
        row.dataset.corrected = String(corrected);
        swatch.dataset.state = corrected ? "work" : "device";
        setIcon(swatch, corrected ? "work" : "device");
        setShown(mark, corrected);
        setIcon(sign, corrected ? "again" : "check");
        setText(label, t(corrected ? "away.take_back" : "away.work"));
        touch.setAttribute("aria-label", t(corrected ? "away.take_back_of" : "away.work_of", { length, time }));
      },
    };
  }

  async function change(onset) {
    const row = rows.get(onset);
    if (row.touch.getAttribute("aria-busy") === "true") return;
    row.touch.setAttribute("aria-busy", "true");
    trouble.clear();
    try {
      show(row.corrected ? await remove(`${path}/${onset}`) : await post(path, { onset }));
    } catch (error) {
      trouble.tell(error);
    } finally {
      row.touch.removeAttribute("aria-busy");
    }
  }

  function show(told) {
    const newest = [...told.items].reverse();
    const there = new Set(newest.map((item) => item.onset));
    for (const [onset, { row }] of rows) {
      if (there.has(onset)) continue;
      row.remove();
      rows.delete(onset);
    }
    newest.forEach((item, index) => {
      if (!rows.has(item.onset)) rows.set(item.onset, createRow(item));
      const row = rows.get(item.onset);
      row.show(item.corrected);
      if (list.children[index] !== row.row) list.insertBefore(row.row, list.children[index] ?? null);
    });
    setShown(none, newest.length === 0);
    const values = { count: told.corrected, duration: dwell(told.corrected_s) };
    setText(sum, told.corrected > 0 ? t("away.corrected", values) : "");
    setShown(part, !told.complete);
    setText(part, t("away.part", { time: clock(Date.parse(told.listed_since_utc), meta.time_zone) }));
  }

  return {
    element,
    update({ look_aways, thresholds }) {
      const values = { long: exact(thresholds.long_look_away_s), prolonged: exact(thresholds.prolonged_look_away_s) };
      setText(intro, t("away.intro", values));
      show(look_aways);
    },
  };
}
