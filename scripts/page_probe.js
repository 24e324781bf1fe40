// Judges what a browser has drawn of a page of `onset check`, and replaces the page by the verdict: a line
// a check. scripts/test-page puts it at the end of a copy of the page, with `expected` before it.
"use strict";

const lines = [];
function check(name, holds, detail = "") {
  lines.push(`${holds ? "pass" : "FAIL"}: ${name}${holds ? "" : ` ${detail}`}`);
}
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const box = (element) => element.getBoundingClientRect();
const isInside = (inner, outer, slack = 1) =>
  inner.left >= outer.left - slack && inner.right <= outer.right + slack
  && inner.top >= outer.top - slack && inner.bottom <= outer.bottom + slack;

function judge() {
  // The table.
  const rows = all("#layer-table tbody tr").filter((row) => box(row).height > 10);
  check("a row a layer", rows.length === expected.layers, `${rows.length}, not ${expected.layers}`);
  const findings = all(".findings li").filter((item) => box(item).height > 20);
  check("every finding", findings.length === expected.findings,
    `${findings.length}, not ${expected.findings}`);
  check("every finding has its fix",
    findings.every((item) => item.querySelector("pre code").textContent.startsWith("onset ")));

  // Numbers of a column of the table, by the heading of its group and what is below that.
  function numbers(heading, side) {
    let column = 0;
    for (const cell of all("#layer-table thead tr:first-child th")) {
      if (cell.textContent === heading) break;
      column += cell.colSpan;
    }
    return rows.map((row) => {
      const cell = [...row.cells].slice(column).find((one) => one.classList.contains(side));
      return parseFloat(cell.textContent);
    });
  }

  function judgeSeries(name, side, chart, frame, values) {
    const title = `${name}, ${side}`;
    const points = all(`#chart-${name}-${side} .onset-point`).map(box);
    check(`${title}: a point a layer`, points.length === expected.layers,
      `${points.length}, not ${expected.layers}`);
    check(`${title}: points are inside the frame`,
      points.every((point) => isInside(point, frame, 5)));
    const places = points.map(
      (point) => ({ x: point.left + point.width / 2, y: point.top + point.height / 2 }));
    check(`${title}: points go from left to right`,
      places.every((place, index) => index === 0 || place.x > places[index - 1].x + 1));
    // On a logarithmic axis pixels are an affine function of the logarithm.
    const logarithms = values.map(Math.log10);
    const [low, high] = [Math.min(...logarithms), Math.max(...logarithms)];
    const [bottom, top] = [low, high].map((value) => places[logarithms.indexOf(value)]?.y);
    const errors = places.map((place, index) =>
      Math.abs(place.y - (bottom + (top - bottom) * (logarithms[index] - low) / (high - low))));
    check(`${title}: heights are those of the table's numbers`, Math.max(...errors) < 2.5,
      `off by ${Math.max(...errors)} pixels`);
    check(`${title}: the largest number is the highest`, top < bottom - 40);
    if (side !== "predicted") return;
    const line = chart.querySelector("path.onset-line.onset-predicted");
    check(`${title}: a line through the points`, line.getTotalLength() > frame.width / 2
      && getComputedStyle(line).stroke !== "none");
  }

  function judgeTexts(name, chart) {
    const texts = all("text", chart).map((text) => ({ text: text.textContent, box: box(text) }));
    check(`${name}: texts are inside the drawing`,
      texts.every((text) => text.box.width > 0 && isInside(text.box, box(chart))));
    for (const [index, one] of texts.entries()) {
      for (const other of texts.slice(index + 1)) {
        const isApart = one.box.right <= other.box.left || other.box.right <= one.box.left
          || one.box.bottom <= other.box.top + 1 || other.box.bottom <= one.box.top + 1;
        if (isApart) continue;
        check(`${name}: texts are apart`, false, `“${one.text}” and “${other.text}”`);
      }
    }
  }

  for (const [name, heading] of [["signal", "Output q"], ["gradient", "Gradient q"]]) {
    const chart = document.getElementById(`chart-${name}`);
    if (!chart) { check(`${name}: chart`, false, "is missing"); continue; }
    const frame = box(chart.querySelector("rect.onset-outline"));
    for (const side of expected.sides) {
      judgeSeries(name, side, chart, frame, numbers(heading, side));
    }
    judgeTexts(name, chart);
  }

  // Colours: 4.5 : 1 is what WCAG 2.2 asks of text.
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  function luminance(color) {
    const [red, green, blue] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function ground(element) {
    for (let place = element; place; place = place.parentElement) {
      const color = getComputedStyle(place).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  }
  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }
  let contrasts = 0;
  for (const element of all("body *")) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "");
    if (!hasText || ["SCRIPT", "title", "desc"].includes(element.tagName)) continue;
    const isDrawn = element.tagName === "text";
    const paper = isDrawn && element.closest("svg.onset-chart").querySelector(".onset-paper");
    const style = getComputedStyle(element);
    const ratio = isDrawn
      ? contrast(style.fill, getComputedStyle(paper).fill) : contrast(style.color, ground(element));
    contrasts += 1;
    if (!(ratio >= 4.5)) {
      check("text stands out", false, `${ratio} of ${element.tagName} “${element.textContent.trim()}”`);
    }
  }
  check("texts were judged", contrasts > 5 * expected.layers, `${contrasts}`);
  const isDark = luminance(getComputedStyle(document.body).backgroundColor) < 0.18;
  check(`the ground is ${expected.scheme}`, isDark === (expected.scheme === "dark"));

  // The page as a whole.
  check("the page does not scroll sideways",
    document.documentElement.scrollWidth <= window.innerWidth + 1,
    `${document.documentElement.scrollWidth} in ${window.innerWidth}`);
  for (const link of all("a[href]")) {
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) check("links lead somewhere", false, link.outerHTML);
  }
  check("boxes that scroll are reached by keyboard",
    all(".scroll").length > 2 && all(".scroll").every((element) => element.tabIndex === 0));
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name)
    .filter((name) => name !== "data:,");
  check("nothing is loaded", loaded.length === 0, loaded.join(" "));

  const verdict = document.createElement("pre");
  verdict.textContent = `\n${lines.join("\n")}\nprobe ended\n`;
  document.body.replaceChildren(verdict);
}

// Only now is it known what the page has asked for.
window.addEventListener("load", judge);
