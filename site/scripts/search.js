// The search page: passes questions to the module, loads the files that it needs, and shows the answers.
// Everything is a script next to the page, because pages on a disk can load nothing else.
"use strict";

(() => {
  const box = document.getElementById("search");
  const form = document.getElementById("search-form");
  const input = form.elements.q;
  const part = (name) => document.getElementById(`search-${name}`);
  const english = document.documentElement.lang.startsWith("en");
  const SHOWN = 10;
  const ORGANS = 12;

  // Words with {n}, {q} or {t} in them.
  const words = {};
  for (const one of document.getElementById("search-words").content.querySelectorAll("[data-word]")) {
    words[one.dataset.word] = one.textContent;
  }
  const say = (word, values = {}) =>
    words[word].replace(/\{([nqt])\}/g, (_, name) => (name === "n" ? values.n.toLocaleString("en") : values[name]));
  const quoted = (term) => `“${term}”`;
  const quote = (terms) => terms.map(quoted).join(words.and);

  // Elements: el("p", {class: "x"}, "text", other).
  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // Files: each is a script that calls this function with its name and its content.
  const given = new Map();
  const loading = new Map();
  window.nianbaoSearch = (name, content) => given.set(name, content);

  async function unpacked(content) {
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function load(name) {
    if (!loading.has(name)) {
      const loaded = new Promise((resolve, reject) => {
        const script = el("script", { src: `${box.dataset.files}${name}.js` });
        script.onload = () => (given.has(name) ? resolve(given.get(name)) : reject(new Error(name)));
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      });
      loading.set(name, loaded.then(unpacked));
      // A file that could not be loaded may be asked for again.
      loaded.catch(() => loading.delete(name));
      loaded.finally(() => given.delete(name)).catch(() => {});
    }
    return loading.get(name);
  }

  let starting = null;
  function start() {
    starting ??= (async () => {
      const [code, about] = await Promise.all([load(box.dataset.module), load(box.dataset.about)]);
      // Defined by the script of the module.
      wasm_bindgen.initSync({ module: code });
      if (!wasm_bindgen.add("about", about)) throw new Error("about");
    })();
    starting.catch(() => (starting = null));
    return starting;
  }

  // The address holds the question.
  const LISTS = ["year", "kind", "form", "verdict"];
  const ONES = ["organ", "rule"];
  const FILTERS = [...LISTS, ...ONES];
  let asked = new URLSearchParams(location.search);

  function request(parameters) {
    const lines = [`q=${parameters.get("q") ?? ""}`, `lang=${english ? "en" : "zh"}`];
    for (const name of FILTERS) for (const value of parameters.getAll(name)) lines.push(`${name}=${value}`);
    lines.push(`show=${Math.min(Number(parameters.get("show")) || SHOWN, 1000)}`);
    for (const name of ["printed", "thorough"]) if (parameters.has(name)) lines.push(`${name}=1`);
    return lines.map((line) => line.replace(/\s/g, " ")).join("\n");
  }

  const address = (parameters) => `?${parameters}`;

  // The same question with other parameters: null removes one.
  function changed(change) {
    const next = new URLSearchParams(asked);
    for (const [name, value] of Object.entries(change)) {
      next.delete(name);
      for (const one of [value ?? []].flat()) next.append(name, one);
    }
    return next;
  }
  const again = { show: null, printed: null, thorough: null };

  function go(parameters, replace = false) {
    asked = parameters;
    try {
      history[replace ? "replaceState" : "pushState"](null, "", address(parameters));
    } catch {
      // On a disk, some browsers do not change addresses; the search works without.
    }
    ask();
  }

  const link = (parameters, attributes, ...children) =>
    el("a", {
      ...attributes,
      href: address(parameters),
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(parameters);
      },
    }, ...children);

  const button = (label, act, attributes = {}) => el("button", { type: "button", class: "button", ...attributes, onclick: act }, label);

  let turn = 0;
  async function ask() {
    const mine = ++turn;
    const query = (asked.get("q") ?? "").trim();
    if (input.value.trim() !== query) input.value = query;
    document.title = document.title.replace(/^.*(?= – )/, () => (query ? `${words.title_of}${words.colon}${query}` : words.title_of));
    part("broken").hidden = true;
    box.hidden = false;
    if (!query) {
      for (const name of ["notes", "years", "choices", "results", "further"]) part(name).replaceChildren();
      box.classList.add("alone");
      part("count").textContent = say("start", { n: Number(box.dataset.reports) });
      return;
    }
    box.setAttribute("aria-busy", "true");
    if (!part("results").firstChild) part("count").textContent = words.looking;
    try {
      await start();
      for (;;) {
        if (mine !== turn) return;
        const answer = JSON.parse(wasm_bindgen.answer(request(asked)));
        if (!answer.need) {
          show(answer);
          break;
        }
        if (asked.has("thorough") && answer.found) show(answer.found, true);
        const files = await Promise.all(answer.need.map(async (name) => [name, await load(name)]));
        for (const [name, bytes] of files) wasm_bindgen.add(name, bytes);
      }
    } catch (error) {
      if (mine !== turn) return;
      console.error(error);
      box.hidden = true;
      part("broken").hidden = false;
    }
    box.removeAttribute("aria-busy");
  }

  // The answer.
  function show(found, going = false) {
    const focused = document.activeElement?.id;
    const printed = asked.has("printed");
    headline(found, printed, going);
    part("years").replaceChildren(...chart(found.years));
    part("choices").replaceChildren(...filters(found));
    const chosen = names(found);
    // Without results and filters there is nothing to choose.
    box.classList.toggle("alone", !chosen.length && !(printed ? found.printed : found.total));
    document.querySelector("#search-filters > summary").textContent = chosen.length
      ? say("chosen", { t: chosen.join(words.comma) })
      : words.filters;
    const results = part("results");
    const before = results.dataset.of === `${asked}`.replace(/&?show=\d+/, "") ? results.children.length : 0;
    results.replaceChildren(...found.hits.map(result));
    results.dataset.of = `${asked}`.replace(/&?show=\d+/, "");
    part("further").replaceChildren(...further(found, printed));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    // Further results are read from the first new one on.
    if (focused === "search-more" && before && !document.getElementById("search-more")?.matches(":focus")) {
      results.children[before]?.querySelector("a")?.focus();
    } else if (focused === "search-more" && before) {
      results.children[before]?.querySelector("a")?.focus({ preventScroll: true });
    }
  }

  function headline(found, printed, going) {
    const count = part("count");
    const total = printed ? found.printed : found.total;
    const unverified = printed ? found.printed_unverified : found.unverified;
    const q = quote(found.terms);
    let text = "";
    if (found.terms.length) {
      if (total === 0) text = say("none", { q });
      else if (printed && !unverified) text = say("only_printed", { n: total, q });
      else if (unverified) text = say("at_most", { n: total, q });
      else text = say(total === 1 ? "total_one" : "total", { n: total, q });
    }
    if (going) text = `${words.looking} ${text}`;
    if (count.textContent !== text) count.textContent = text;
    const notes = [];
    if (found.short.length) notes.push(el("p", { class: "hint" }, say("short", { t: found.short.join(words.comma) })));
    if (found.terms.length > 1 && total && !printed) notes.push(el("p", { class: "hint" }, words.in_one));
    if (printed) {
      notes.push(el("p", { class: "hint" }, words.printed_why, " ", link(changed(again), {}, words.own)));
    }
    if (unverified && !going) {
      notes.push(
        el("p", { class: "hint" }, say("unverified", { n: unverified })),
        el("p", {}, button(say("thorough", { n: unverified }), () => go(changed({ thorough: "1" }), true), { id: "search-thorough" })),
      );
    }
    if (found.terms.length && total === 0 && !going) notes.push(nothing(found));
    part("notes").replaceChildren(...notes);
  }

  // Suggestions if nothing was found.
  function nothing(found) {
    const list = el("ul");
    const chosen = names(found);
    if (chosen.length) {
      const none = Object.fromEntries(FILTERS.map((name) => [name, null]));
      list.append(el("li", {}, link(changed({ ...none, ...again }), {}, say("unfilter", { t: chosen.join(words.comma) }))));
    }
    if (found.terms.length > 1) {
      found.terms.forEach((term, at) => {
        if (found.alone[at]) list.append(el("li", {}, link(changed({ ...again, q: term }), {}, say("alone", { q: quoted(term) }))));
      });
    }
    list.append(el("li", {}, words.other));
    return el("div", { class: "box" }, el("h2", {}, words.try), list);
  }

  const shown = (list) => list.filter((one) => one[3]).map((one) => one[1]);
  const names = (found) => [
    ...shown(found.years).map((year) => say("year_word", { t: year })),
    ...shown(found.organs),
    ...shown(found.kinds),
    ...shown(found.forms),
    ...shown(found.verdicts),
    ...shown(found.rules),
  ];

  // A column for each year. The figures are also at the filter of the years.
  function chart(years) {
    const list = years.slice(0, 12).reverse();
    const most = Math.max(...list.map((year) => year[2]));
    if (list.length < 2 || !most) return [];
    const space = "http://www.w3.org/2000/svg";
    const make = (name, attributes, text = "") => {
      const made = document.createElementNS(space, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.textContent = text;
      return made;
    };
    const svg = make("svg", { class: "columns-chart", width: "100%", height: 84, role: "img", "aria-label": `${words.years}${words.colon}${list.map((year) => `${year[1]} ${year[2]}`).join(words.comma)}` });
    const width = 100 / list.length;
    svg.append(make("line", { class: "axis", x1: 0, x2: "100%", y1: 62.5, y2: 62.5 }));
    list.forEach((year, at) => {
      const height = year[2] ? Math.max(2, Math.round((year[2] / most) * 42)) : 0;
      const middle = `${(at + 0.5) * width}%`;
      svg.append(
        make("rect", { x: `${(at + 0.2) * width}%`, width: `${width * 0.6}%`, y: 62 - height, height }),
        make("text", { x: middle, y: 56 - height, "text-anchor": "middle" }, year[2].toLocaleString("en")),
        make("text", { class: "axis-text", x: middle, y: 79, "text-anchor": "middle" }, year[1]),
      );
    });
    return [el("figure", {}, el("figcaption", {}, words.years), svg)];
  }

  function filters(found) {
    const made = [];
    if (names(found).length) {
      const none = Object.fromEntries(FILTERS.map((name) => [name, null]));
      made.push(el("p", {}, link(changed({ ...none, ...again }), { id: "search-clear" }, words.clear)));
    }
    made.push(choices("year", found.years), organs(found.organs));
    made.push(choices("kind", found.kinds), choices("form", found.forms), choices("verdict", found.verdicts), rules(found.rules));
    return made.filter((one) => one !== null);
  }

  const group = (word, ...children) => el("fieldset", {}, el("legend", {}, words[word]), ...children);
  const number = (count) => el("i", {}, count.toLocaleString("en"));

  function choices(name, list) {
    if (!list.length) return null;
    const rows = list.map(([id, label, count, chosen]) => {
      const check = el("input", { type: "checkbox", id: `search-${name}-${id}`, onchange: () => choose(name, id, check.checked) });
      check.checked = Boolean(chosen);
      return el("li", {}, el("label", { for: check.id }, check, el("span", {}, label), number(count)));
    });
    return group(name, el("ul", {}, ...rows));
  }

  function choose(name, id, on) {
    const values = asked.getAll(name).filter((value) => value !== id);
    go(changed({ ...again, [name]: on ? [...values, id] : values }));
  }

  function organs(list) {
    if (!list.length) return null;
    const row = ([id, label, count, chosen, depth]) =>
      el("li", { class: `depth-${Math.min(depth, 4)}` },
        link(changed({ ...again, organ: chosen ? null : id }), { id: `search-organ-${id}`, "aria-current": chosen ? "true" : null }, label), number(count));
    const above = list.filter((one) => one[3]).length ? list.findIndex((one) => one[3]) + 1 : 0;
    const rest = list.slice(above);
    const made = [];
    if (above) made.push(el("li", {}, link(changed({ ...again, organ: null }), { id: "search-organ-" }, words.all_organs)));
    made.push(...list.slice(0, above).map(row), ...rest.slice(0, ORGANS).map(row));
    const further = rest.slice(ORGANS);
    return group("organ",
      el("ul", { class: "tree" }, ...made),
      further.length ? el("details", {}, el("summary", {}, say("organs_more", { n: further.length })), el("ul", { class: "tree" }, ...further.map(row))) : null);
  }

  function rules(list) {
    if (!list.length) return null;
    const select = el("select", { id: "search-rule", "aria-label": words.rule, onchange: () => go(changed({ ...again, rule: select.value || null })) },
      el("option", { value: "" }, words.any_rule),
      ...list.map(([id, label, count, chosen]) => el("option", { value: id, selected: Boolean(chosen) }, `${label} (${count.toLocaleString("en")})`)));
    return group("rule", select);
  }

  function result(hit) {
    const [id, name] = hit.organ;
    const page = `${box.dataset.home}organs/${id}/${hit.year}/index.html`;
    const title = english ? `${name}, ${hit.year}` : `${name} ${hit.year} 年`;
    const [kind, verdict] = hit.verdict;
    const places = hit.places.map((place) => {
      const target = place.anchor ? `${page}#${encodeURIComponent(place.anchor)}` : page;
      const text = el("p", { lang: place.kind === "name" ? false : "zh-CN" });
      const label = place.field && `${place.field}${words.colon}`;
      if (label) text.append(el("span", { class: "field", lang: english ? "en" : false }, label));
      if (place.cut[0]) text.append("…");
      for (const [words_, marked] of place.parts) text.append(marked ? el("mark", { class: "hit" }, words_) : words_);
      if (place.cut[1]) text.append("…");
      return el("div", { class: "place" }, text, el("p", { class: "where" }, el("a", { href: target }, where(place))));
    });
    return el("li", {},
      el("h2", {}, el("a", { href: page }, title)),
      el("p", { class: "chips" },
        hit.sample ? el("span", { class: "chip sample" }, words.sample) : null,
        el("span", { class: `chip ${kind}` }, verdict)),
      ...places,
      hit.more ? el("p", { class: "hint" }, el("a", { href: rest(page, hit) }, say("places", { n: hit.more }))) : null);
  }

  // The report itself has the other places; browsers that know text fragments show where its first is.
  function rest(page, hit) {
    const marked = hit.places.flatMap((place) => place.parts).find(([, marked_]) => marked_);
    return marked ? `${page}#:~:text=${encodeURIComponent(marked[0]).replace(/-/g, "%2D")}` : page;
  }

  function where(place) {
    const name = { title: words.title, name: words.name, printed: words.printed_place }[place.kind];
    const table = { figure: words.table, label: words.table }[place.kind];
    const whole = [...place.above, table].filter(Boolean).join(" · ");
    // The heading of a section has nothing above it but itself.
    return name ?? (whole || (place.kind === "heading" ? place.parts.map(([text]) => text).join("") : words.preface));
  }

  function further(found, printed) {
    const made = [];
    const total = printed ? found.printed : found.total;
    if (found.hits.length && total > found.hits.length) {
      const next = Math.min(SHOWN, total - found.hits.length);
      made.push(el("p", {}, button(say("more", { n: next }), () => go(changed({ show: `${found.hits.length + SHOWN}` }), true), { id: "search-more" })));
    }
    if (!printed && found.printed) {
      const word = found.printed_unverified ? "printed_at_most" : "printed";
      made.push(el("p", { class: "apart" }, link(changed({ ...again, printed: "1" }), { id: "search-printed" }, say(word, { n: found.printed }))));
    }
    return made;
  }

  words.title_of = document.querySelector("h1").textContent;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Filters stay when words change, as on the page.
    go(changed({ ...again, q: input.value.trim() || null }));
  });
  window.addEventListener("popstate", () => {
    asked = new URLSearchParams(location.search);
    ask();
  });
  // On a wide screen the filters are beside the results, and open.
  const wide = matchMedia("(min-width: 47.51rem)");
  const unfold = () => (part("filters").open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
  ask();
  // Loaded while the words are typed.
  input.addEventListener("focus", () => start().catch(() => {}), { once: true });
})();
