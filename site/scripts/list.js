// Lists that sort and filter. Without scripts they are as they were written.
"use strict";

(() => {
  const DIGITS = "零一二三四五六七八九";
  const UNITS = { 十: 10, 百: 100, 千: 1000 };

  // 二十三 is 23.
  function chinese(numeral) {
    let sum = 0;
    let digit = 0;
    for (const c of numeral.replace(/〇/g, "零").replace(/两/g, "二")) {
      const unit = UNITS[c];
      if (unit) {
        sum += (digit || 1) * unit;
        digit = 0;
      } else {
        digit = DIGITS.indexOf(c);
      }
    }
    return sum + digit;
  }

  // Numerals that count (第十二中学, （三）, 十一、) sort as numbers; those that are part of a name (三亚) do not.
  const NUMERAL = "[〇零一二三四五六七八九十百千两]+";
  const COUNTS = new RegExp(`(?<=第)${NUMERAL}|(?<=[（(])${NUMERAL}(?=[）)])|^${NUMERAL}(?=、)`, "g");
  const key = (text) => text.trim().replace(COUNTS, (numeral) => String(chinese(numeral)));

  // "1,234", "40.5%" and "-3" are numbers; a blank or a dash is none, and comes last.
  function number(text) {
    const plain = text.replace(/[,*%\s]/g, "").match(/^-?\d+(\.\d+)?/);
    return plain ? Number(plain[0]) : null;
  }

  const words = new Intl.Collator("zh-Hans-CN", { numeric: true });

  function compare(one, other, numbers) {
    if (!numbers) return words.compare(key(one), key(other));
    const [a, b] = [number(one), number(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return a - b;
  }

  // The text of a row in a column, to sort by. Cells may span columns, and a row may be short: what it lacks is blank.
  function text(row, column) {
    let end = 0;
    const cell = [...row.cells].find((one) => (end += one.colSpan) > column);
    return cell ? (cell.dataset.sort ?? cell.textContent) : "";
  }

  if (typeof document === "undefined") {
    module.exports = { compare, chinese, text };
    return;
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const written = [...body.rows];
    heads.forEach((head, at) => {
      const numbers = head.classList.contains("n");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      // The largest figures first; words from the start. The third press restores the order as written.
      const turns = numbers ? ["descending", "ascending", null] : ["ascending", "descending", null];
      button.addEventListener("click", () => {
        const next = turns[(turns.indexOf(head.getAttribute("aria-sort")) + 1) % 3];
        for (const other of heads) other.removeAttribute("aria-sort");
        let rows = written;
        if (next) {
          head.setAttribute("aria-sort", next);
          const sign = next === "ascending" ? 1 : -1;
          const last = (row) => numbers && number(text(row, at)) === null;
          rows = [...written].sort((a, b) => (last(a) || last(b) ? last(a) - last(b) : sign * compare(text(a, at), text(b, at), numbers)));
        }
        body.append(...rows);
      });
    });
  }

  function filtered(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) return;
    const label = document.createElement("label");
    label.className = "filter";
    const input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    label.append(`${table.dataset.filter} `, input);
    const line = document.createElement("p");
    line.className = "filter-line";
    line.append(label, count);
    table.parentElement.before(line);
    input.addEventListener("input", () => {
      const asked = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !asked.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      count.textContent = asked.length ? `${shown} / ${rows.length}` : "";
    });
  }

  for (const table of document.querySelectorAll("table[data-filter]")) {
    sortable(table);
    filtered(table);
  }
})();
