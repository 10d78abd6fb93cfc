import { DIAGRAM_STYLE } from "../diagram";

/** The page's looks: system fonts, light and dark by the reader's preference, nothing loaded from anywhere. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--page:#ffffff;--text:#1c2430;--quiet:#566273;--edge:#d5dce4;--band:#f4f6f9;--link:#1a56b0;--good:#1f6f43;--bad:#b42318;--warn:#8a5a00;--bar:#1d5fbf;--bar-quiet:#b9c9e0}
@media (prefers-color-scheme:dark){:root{--page:#12161c;--text:#e8edf3;--quiet:#a3afbd;--edge:#343e4b;--band:#1a2029;--link:#8ab8f9;--good:#7fcf9c;--bad:#ff8a80;--warn:#f0bd63;--bar:#7fb1f7;--bar-quiet:#34496a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:24px;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,"DejaVu Sans",sans-serif}
h1{font-size:26px;margin:0 0 4px}
h2{font-size:22px;margin:40px 0 4px;padding-top:16px;border-top:2px solid var(--edge)}
h3{font-size:17px;margin:28px 0 8px}
p{margin:4px 0 12px}
a{color:var(--link)}
.quiet{color:var(--quiet)}
.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.warn{color:var(--warn)}
.scroll{overflow-x:auto;border:1px solid var(--edge);border-radius:6px}
figure{margin:0}
figure svg{display:block}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;padding:6px 10px;color:var(--quiet)}
th,td{text-align:left;padding:5px 10px;border-bottom:1px solid var(--edge);vertical-align:top}
thead th{background:var(--band);position:sticky;top:0}
th[scope=row]{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td,.name{overflow-wrap:anywhere}
th[scope=row]{min-width:190px}td{min-width:100px}
details.wide{margin-left:0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
pre{margin:6px 0;padding:8px 10px;background:var(--band);border-radius:4px;overflow:auto;max-height:420px;white-space:pre-wrap;overflow-wrap:anywhere}
details{margin-left:16px}
details>summary{cursor:pointer;padding:1px 0}
.tree>details,.tree>.leaf{margin-left:0}
.leaf{margin-left:16px;padding:1px 0}
.mark{font-size:12px;border:1px solid var(--edge);border-radius:9px;padding:0 7px;color:var(--quiet)}
.filter{margin:8px 0}
.filter input{font:inherit;padding:4px 8px;width:min(420px,100%);border:1px solid var(--quiet);border-radius:4px;background:var(--page);color:var(--text)}
.bar{fill:var(--bar)}.bar-line{stroke:var(--edge)}.bar-text{fill:var(--text);font-size:12px}.bar-quiet{fill:var(--quiet);font-size:11px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--page);padding:4px 8px}
nav ul{padding:0;margin:8px 0;list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px}
[hidden]{display:none!important}
${DIAGRAM_STYLE}
`.trim();

/**
 * Filters the resource trees and the tables beside them. The page says everything without it: the fields that it serves are
 * hidden until it runs.
 */
export const PAGE_SCRIPT = `
"use strict";
for (const field of document.querySelectorAll(".filter")) {
  const target = document.getElementById(field.dataset.for);
  const input = field.querySelector("input");
  const count = field.querySelector("output");
  const items = [...target.querySelectorAll("[data-item]")];
  field.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const fits = new Set(items.filter((item) => words.every((word) => item.dataset.item.includes(word))));
    for (const item of items) {
      const holds = [...item.querySelectorAll("[data-item]")].some((inner) => fits.has(inner));
      item.hidden = words.length > 0 && !fits.has(item) && !holds;
      if (item.tagName === "DETAILS" && item.classList.contains("branch")) {
        item.open = words.length > 0 && holds;
      }
    }
    count.textContent = words.length === 0 ? "" : fits.size + " found";
  });
}
`.trim();
