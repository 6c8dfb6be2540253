// The page that compares: loads the figures of two organs, and shows two reports side by side.
// Everything is a script next to the page, because pages on a disk can load nothing else.
"use strict";

(() => {
  const box = document.getElementById("compare");
  const part = (name) => document.getElementById(`compare-${name}`);
  const english = document.documentElement.lang.startsWith("en");
  const SIDES = ["left", "right"];
  // From this many percentage points on, a row is marked.
  const MARKED = 5;
  // Of fewer cases, no share is said.
  const FEW = 10n;
  const sides = [...document.querySelectorAll(".pick legend")].map((legend) => legend.textContent);

  const words = {};
  const forms = {};
  const groups = [];
  for (const one of part("words").content.querySelectorAll("span")) {
    if (one.dataset.word) words[one.dataset.word] = one.textContent;
    else if (one.dataset.form) forms[one.dataset.form] = one.textContent.split(" ");
    else groups.push(one.textContent);
  }
  const say = (word, values = {}) => words[word].replace(/\{([lrntp])\}/g, (_, name) => values[name]);

  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }
  function svg(name, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Files: each is a script that calls this function with its content, before its own event.
  let given = null;
  const loading = new Map();
  window.nianbaoCompare = (content) => (given = content);
  function load(name) {
    if (!loading.has(name)) {
      const loaded = new Promise((resolve, reject) => {
        const script = el("script", { src: `${box.dataset.files}${name}.js` });
        script.onload = () => resolve(given);
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      });
      loading.set(name, loaded);
      loaded.catch(() => loading.delete(name));
    }
    return loading.get(name);
  }

  // Exact shares: figures are whole numbers.
  const half = (numerator, denominator) => {
    const twice = 2n * denominator;
    const sign = numerator < 0n ? -1n : 1n;
    return sign * ((sign * numerator * 2n + denominator) / twice);
  };
  const tenths = (share) => half(share.part * 1000n, share.whole);
  const decimal = (n) => `${n / 10n}.${n % 10n}`;
  const percent = (share) => `${decimal(tenths(share))}%`;
  const grouped = (n) => n.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const absolute = (n) => (n < 0n ? -n : n);

  // A number as digits without its point, and how many digits follow the point.
  function number(text) {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) return null;
    const [, sign, whole, after = ""] = match;
    return { digits: BigInt(sign + whole + after), scale: after.length };
  }
  function less(one, other) {
    const scale = Math.max(one.scale, other.scale);
    const to = (n) => n.digits * 10n ** BigInt(scale - n.scale);
    const digits = to(one) - to(other);
    const text = absolute(digits).toString().padStart(scale + 1, "0");
    const point = text.length - scale;
    const shown = scale ? `${text.slice(0, point)}.${text.slice(point)}`.replace(/\.?0+$/, "") : text;
    return { sign: digits < 0n ? -1 : digits > 0n ? 1 : 0, shown };
  }

  let organs = [];
  const chosen = { left: null, right: null };
  let column = "total";
  const find = (id) => organs.find((organ) => organ.id === id);
  const nameOf = (organ) => (english ? organ.en : organ.zh);

  // The address holds the choice.
  function read() {
    const asked = new URLSearchParams(location.search);
    for (const side of SIDES) {
      const [id, year] = (asked.get(side) ?? "").split("/");
      const organ = find(id);
      chosen[side] = organ ? { id, year: organ.years.includes(Number(year)) ? Number(year) : organ.years.at(-1) } : null;
    }
    column = asked.get("column") ?? "total";
    if (![...part("columns").querySelectorAll("button")].some((one) => one.dataset.column === column)) column = "total";
    // Without a choice: the last year of an organ that has more than one, next to the year before.
    chosen.left ??= chosen.right ? { ...chosen.right } : first();
    chosen.right ??= second(chosen.left);
  }
  function first() {
    const last = Math.max(...organs.map((organ) => organ.years.at(-1)));
    const organ = organs.find((one) => one.depth > 0 && one.years.includes(last)) ?? organs[0];
    return { id: organ.id, year: organ.years.at(-1) };
  }
  function second(left) {
    const at = organs.findIndex((organ) => organ.id === left.id);
    const near = [...organs.slice(at + 1), ...organs.slice(0, at)];
    const organ = near.find((one) => one.depth === organs[at].depth && one.years.includes(left.year));
    if (organ) return { id: organ.id, year: left.year };
    const before = organs[at].years.filter((year) => year < left.year).at(-1);
    return { id: left.id, year: before ?? left.year };
  }
  function write() {
    const asked = new URLSearchParams();
    for (const side of SIDES) asked.set(side, `${chosen[side].id}/${chosen[side].year}`);
    if (column !== "total") asked.set("column", column);
    // Slashes need no escape here, and addresses are for people too.
    const text = asked.toString().replaceAll("%2F", "/");
    try {
      history.replaceState(null, "", `?${text}`);
    } catch {
      // Some browsers keep the addresses of files on a disk as they are.
    }
  }

  function fill() {
    for (const side of SIDES) {
      const select = part(`${side}-organ`);
      select.replaceChildren(
        ...organs.map((organ) => {
          const text = `${"　".repeat(organ.depth)}${nameOf(organ)}${organ.sample ? ` (${words.sample})` : ""}`;
          return el("option", { value: organ.id }, text);
        }),
      );
    }
  }
  function choose() {
    for (const side of SIDES) {
      const { id, year } = chosen[side];
      part(`${side}-organ`).value = id;
      const years = part(`${side}-year`);
      years.replaceChildren(...find(id).years.toReversed().map((one) => el("option", { value: one }, String(one))));
      years.value = year;
    }
    for (const button of part("columns").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.column === column));
    }
  }

  // A report by field: digits, "" for blank, "x" for lacking, "?" for words.
  function cells(report) {
    const values = report.cells.split(",");
    return new Map(forms[report.form].map((field, index) => [field, values[index]]));
  }
  // The content of a row in a report: a number, or the word for what there is instead.
  function content(row, report) {
    const names = row.dataset.field.split(" ").map((name) => name.replace("*", column));
    const found = names.filter((name) => report.cells.has(name)).map((name) => report.cells.get(name));
    if (!found.length || found.every((text) => text === "x")) return { word: words.lacking, class: "nothing" };
    if (found.includes("?")) return { word: words.words, class: "words" };
    // A sum of several rows counts blank ones as 0, unless all are blank.
    if (found.every((text) => text === "")) return { word: words.blank, class: "blank" };
    const numbers = found.filter((text) => text !== "" && text !== "x").map(number);
    if (numbers.length === 1) return { number: numbers[0] };
    return { number: { digits: numbers.reduce((sum, one) => sum + one.digits, 0n), scale: 0 } };
  }
  const shown = (value) => {
    if (!value.number) return value.word;
    if (value.number.scale) return value.text;
    return grouped(value.number.digits);
  };

  function differs(row, values, reports, wholes) {
    const touched = SIDES.some((side) => reports[side].errors.includes(row.dataset.part));
    if (touched) return { text: words.not_made, class: "flag" };
    if (!values.left.number || !values.right.number) return { text: "–" };
    const years = chosen.left.id === chosen.right.id;
    const [more, fewer] = years ? ["up", "down"] : ["right_more", "left_more"];
    if (row.dataset.kind === "share" && wholes.left > 0n && wholes.right > 0n) {
      const [left, right] = SIDES.map((side) => values[side].number.digits);
      const apart = half((right * wholes.left - left * wholes.right) * 1000n, wholes.left * wholes.right);
      if (left * wholes.right === right * wholes.left) return { text: words.same };
      const text = say(apart < 0n ? fewer : more, { t: decimal(absolute(apart)) });
      return { text, points: Number(apart) / 10 };
    }
    const { sign, shown: size } = less(values.right.number, values.left.number);
    if (sign === 0) return { text: words.same };
    const counts = row.dataset.field.startsWith("proactive") ? size : say("unit", { n: size });
    return { text: say(sign < 0 ? fewer : more, { t: counts }) };
  }

  // All bars have one scale: the longest fills its side, unless all are short.
  function bar(points, most) {
    const drawn = svg("svg", { class: "chart db", width: "100%", height: "16", "aria-hidden": "true" });
    drawn.append(svg("line", { class: "axis", x1: "50%", x2: "50%", y1: "0", y2: "16" }));
    if (points) {
      const width = (Math.abs(points) / Math.max(most, 10)) * 50;
      drawn.append(
        svg("rect", { class: "side", x: `${points < 0 ? 50 - width : 50}%`, y: "2", width: `${width}%`, height: "12" }),
      );
    }
    return drawn;
  }

  // The names above the columns: only what differs between the sides, if that is enough.
  function names(data) {
    const { left, right } = chosen;
    const year = (side) => say("year", { t: chosen[side].year });
    if (left.id === right.id) return { left: year("left"), right: year("right") };
    const gap = english ? " " : " ";
    const both = left.year !== right.year;
    const name = (side) => short(nameOf(data[side]), nameOf(data[side === "left" ? "right" : "left"]));
    return Object.fromEntries(SIDES.map((side) => [side, both ? `${name(side)}${gap}${chosen[side].year}` : name(side)]));
  }
  // A name without what it has in common with the other: 自然资源局 and 市场监督管理局 of one county.
  function short(name, other) {
    if (english) return name;
    let same = 0;
    while (same < name.length && name[same] === other[same]) same += 1;
    const place = Math.max(...["县", "区", "市", "省", "旗"].map((end) => name.slice(0, same).lastIndexOf(end)));
    const rest = name.slice(place + 1);
    return place > 0 && rest.length > 2 && !rest.startsWith("人民政府") ? rest : name;
  }

  function draw(data) {
    const reports = {};
    for (const side of SIDES) {
      const report = data[side].years[chosen[side].year];
      reports[side] = { ...report, cells: cells(report) };
    }
    const wholes = {};
    for (const side of SIDES) {
      const total = number(reports[side].cells.get(`requests.outcomes_total.${column}`) ?? "");
      wholes[side] = total && !total.scale ? total.digits : 0n;
    }
    const called = names(data);
    for (const side of SIDES) {
      const { id, year } = chosen[side];
      const link = el("a", { href: `${box.dataset.home}organs/${id}/${year}/index.html` }, called[side]);
      const flags = reports[side].errors.length ? [" ", el("span", { class: "flag" }, words.errors)] : [];
      part(`${side}-name`).replaceChildren(link, ...flags);
    }
    // Two organs' names are too long for the head of a narrow column: left and right are enough.
    const [l, r] = chosen.left.id === chosen.right.id ? [called.left, called.right] : sides;
    part("more").textContent = say("more", { l, r });
    const between = english ? " – " : "：";
    const title = `${fully(data, "left")} / ${fully(data, "right")}`;
    part("title").textContent = title;
    part("caption").textContent = title;
    document.title = `${title}${between}${document.title.split(between).at(-1)}`;

    const zeros = [];
    const bars = [];
    for (const row of part("rows").querySelectorAll("tr[data-field]")) {
      const values = {};
      for (const side of SIDES) values[side] = content(row, reports[side]);
      for (const side of SIDES) {
        if (values[side].number?.scale) {
          values[side].text = reports[side].cells.get(row.dataset.field);
        }
      }
      const both = SIDES.every((side) => values[side].number?.digits === 0n);
      const neither = SIDES.every((side) => values[side].class === "nothing");
      const folds = both && !row.classList.contains("sum") && !row.classList.contains("l0");
      row.hidden = folds || neither;
      while (row.children.length > 1) row.lastChild.remove();
      if (folds) zeros.push(row.firstChild.textContent);
      if (row.hidden) continue;
      const difference = differs(row, values, reports, wholes);
      for (const side of SIDES) {
        const value = values[side];
        const kind = value.number ? (value.number.digits === 0n ? "n c z" : "n c") : `n c ${value.class}`;
        row.append(el("td", { role: "cell", class: kind }, shown(value)));
        const share = row.dataset.kind === "share" && value.number && wholes[side] > 0n;
        const said = share ? percent({ part: value.number.digits, whole: wholes[side] }) : "";
        row.append(el("td", { role: "cell", class: "n p" }, said));
      }
      const marked = Math.abs(difference.points ?? 0) >= MARKED;
      row.classList.toggle("big", marked);
      const drawn = el("td", { role: "cell", class: "bar-cell" });
      if (row.dataset.kind === "share" && !row.classList.contains("sum")) bars.push([drawn, difference.points ?? 0]);
      row.append(drawn);
      row.append(el("td", { role: "cell", class: `n diff ${difference.class ?? ""}` }, difference.text));
    }
    const most = Math.max(...bars.map(([, points]) => Math.abs(points)));
    for (const [cell, points] of bars) cell.append(bar(points, most));
    const fold = part("zeros");
    fold.hidden = zeros.length === 0;
    fold.querySelector("summary").textContent = say("zero", { n: zeros.length });
    fold.querySelector("p").textContent = zeros.join(english ? "; " : "、");
    chart(data, reports, wholes);
  }
  const fully = (data, side) => `${nameOf(data[side])} ${chosen[side].year}`;

  // Two bars of shares, and what they say.
  function chart(data, reports, wholes) {
    const called = names(data);
    const rows = [...part("rows").querySelectorAll("tr[data-kind=share]")];
    const tops = rows.filter((row) => row.classList.contains("l1") && !row.classList.contains("sum"));
    const drawn = svg("svg", { class: "chart", width: "100%", height: "104", role: "img", "aria-labelledby": "compare-chart-title" });
    drawn.append(svg("title", { id: "compare-chart-title" }, `${words.shares}: ${fully(data, "left")}, ${fully(data, "right")}`));
    const said = {};
    const disclosed = {};
    SIDES.forEach((side, index) => {
      const y = index * 56;
      const counts = tops.map((row) => content(row, reports[side]).number?.digits ?? 0n);
      const whole = counts.reduce((sum, one) => sum + one, 0n);
      const both = counts[0] + counts[1];
      disclosed[side] = { part: both, whole: wholes[side] };
      // Of a few, a share says more than there is.
      const few = wholes[side] < FEW;
      const share = wholes[side] <= 0n ? "–" : few ? `${grouped(both)} / ${grouped(wholes[side])}` : percent(disclosed[side]);
      const after = few ? (english ? "" : " 件") : english ? ` (${share})` : ` 件（${share}）`;
      said[side] = say("say_one", { t: called[side], n: grouped(wholes[side]), p: `${grouped(both)}${after}` });
      const name = svg("text", { x: "0", y: y + 14 }, svg("tspan", { class: "tot" }, called[side]), " ", svg("tspan", { class: "soft", dx: "6" }, say("decided", { n: grouped(wholes[side]) })));
      drawn.append(name, svg("text", { class: "tot", x: "100%", y: y + 14, "text-anchor": "end" }, say("disclosed", { t: share })));
      let before = 0n;
      counts.forEach((count, n) => {
        if (whole === 0n || count === 0n) return;
        const at = (sum) => Number((sum * 10000n) / whole) / 100;
        const [from, to] = [at(before), at(before + count)];
        before += count;
        drawn.append(svg("rect", { class: `o${n + 1}`, x: `${from}%`, y: y + 22, width: `${to - from}%`, height: 24 }));
        if (from > 0) drawn.append(svg("line", { class: "cut", x1: `${from}%`, x2: `${from}%`, y1: y + 21, y2: y + 47 }));
        if (to - from >= 7.5) {
          const text = whole < FEW ? say("unit", { n: grouped(count) }) : half(count * 100n, whole).toString();
          drawn.append(svg("text", { class: `t${n + 1}`, x: `${(from + to) / 2}%`, y: y + 39, "text-anchor": "middle" }, text));
        }
      });
      if (reports[side].errors.includes("outcomes")) {
        drawn.append(svg("rect", { class: "ring", x: "0", y: y + 21, width: "100%", height: 26 }));
      }
    });
    part("chart").replaceChildren(drawn);
    let text = say("say", { l: said.left, r: said.right });
    const errors = SIDES.some((side) => reports[side].errors.includes("outcomes"));
    if (!errors && wholes.left >= FEW && wholes.right >= FEW) {
      const { left, right } = disclosed;
      const apart = half((right.part * left.whole - left.part * right.whole) * 1000n, left.whole * right.whole);
      text += (english ? " " : "") + say("apart", { t: decimal(absolute(apart)) });
    }
    part("say").textContent = text;
  }

  // What was asked for last is shown, whichever file comes last.
  let turn = 0;
  async function show() {
    turn += 1;
    const own = turn;
    choose();
    write();
    try {
      const [left, right] = await Promise.all(SIDES.map((side) => load(`organ-${chosen[side].id}`)));
      if (own !== turn) return;
      draw({ left, right });
      part("broken").hidden = true;
    } catch {
      if (own === turn) part("broken").hidden = false;
    }
  }

  async function begin() {
    try {
      organs = (await load("organs")).organs;
    } catch {
      part("broken").hidden = false;
      return;
    }
    fill();
    read();
    box.hidden = false;
    for (const side of SIDES) {
      part(`${side}-organ`).addEventListener("change", (event) => {
        const organ = find(event.target.value);
        const { year } = chosen[side];
        chosen[side] = { id: organ.id, year: organ.years.includes(year) ? year : organ.years.at(-1) };
        show();
      });
      part(`${side}-year`).addEventListener("change", (event) => {
        chosen[side].year = Number(event.target.value);
        show();
      });
    }
    part("swap").addEventListener("click", () => {
      [chosen.left, chosen.right] = [chosen.right, chosen.left];
      show();
    });
    part("columns").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      column = button.dataset.column;
      show();
    });
    window.addEventListener("popstate", () => {
      read();
      show();
    });
    show();
  }
  begin();
})();
