// Today in plain words: how much, and how. Each number with its sentence, nothing withheld.
import { h, setText } from "/shared/dom.js";
import { clockSeconds } from "/shared/format.js";
import { howFacts, muchFacts } from "/counter/facts.js";
import { t } from "/shared/i18n.js";

function createGroup(id, title) {
  const list = h("ul.own-facts");
  const rows = new Map();
  return {
    element: h("div.own-group", { "data-group": id }, h("h3", {}, title), list),
    update(facts) {
      for (const fact of facts) {
        if (!rows.has(fact.id)) {
          const value = h("p.big-number");
          const text = h("p");
          const more = h("p.small");
          const element = h("li", { "data-fact": fact.id }, value, h("div", {}, text, more));
          rows.set(fact.id, { value, text, more });
          list.append(element);
        }
        const { value, text, more } = rows.get(fact.id);
        value.classList.toggle("no-number", fact.value === null);
        setText(value, fact.value ?? t("value.none"));
        setText(text, fact.text);
        setText(more, fact.more.filter((each) => each !== "").join(" "));
      }
    },
  };
}

export function createToday(meta) {
  const much = createGroup("much", t("own.much"));
  const how = createGroup("how", t("own.how"));
  const fresh = h("p.small");
  const loading = h("p.placeholder", {}, t("own.loading"));
  const groups = h("div.own-groups", { hidden: true }, much.element, how.element);
  const element = h(
    "section.panel.own-today",
    { "aria-labelledby": "own-today" },
    h("div.panel-head", {}, h("h2", { id: "own-today" }, t("own.today")), fresh),
    h("p.own-intro", {}, t("own.intro")),
    loading,
    groups,
  );
  return {
    element,
    update(today) {
      loading.hidden = true;
      groups.hidden = false;
      setText(fresh, t("own.fresh", { time: clockSeconds(Date.parse(today.to), meta.time_zone) }));
      much.update(muchFacts(today));
      how.update(howFacts(today));
    },
  };
}
