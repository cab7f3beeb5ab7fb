/** How the page looks, on a screen of any width, light or dark, and on paper; and the one script, which sorts. */
import { isLong, type Node, type Table } from "./markup.ts";

/** For a page of these tables: on a narrow screen each row is a card, whose lines begin with what its columns are called. */
export function styleOf(tables: readonly Pick<Table, "id" | "head" | "rows">[]): string {
  const names = tables.flatMap(({ id, head }) =>
    head
      .slice(1)
      .map(
        (name, index) => `#${id}+.wide td:nth-child(${index + 2})::before{content:${JSON.stringify(name)}}`,
      ),
  );
  const shapes = tables.filter(isLong).map(({ id, ...table }) => {
    const columns = columnsOf(table);
    const least = columns.reduce((sum, column) => sum + column.least, 0);
    const widths = columns.map((column) => `minmax(${column.least}ch,${column.usual}fr)`).join(" ");
    return `#${id}+.long table{min-width:${least}ch}#${id}+.long tr{grid-template-columns:${widths}}`;
  });
  const ofLong =
    shapes.length === 0 ? "" : `@media screen and (min-width:40.01rem){\n${long}${shapes.join("\n")}\n}\n`;
  return `${style}${ofLong}@media screen and (max-width:40rem){\n${narrow}${names.join("\n")}\n}\n`;
}

/** So many rows, from all over the table, say how wide its columns should be. */
const looked = 200;
/** What a column leaves free at both sides, in characters; and those beyond which it is no wider for what it holds. */
const [free, widest] = [3, 32];

interface Column {
  /** Characters that it has room for at least: its longest words, but for few, are not broken. */
  readonly least: number;
  /** What three of four rows need, as a share of what room there is. */
  readonly usual: number;
}

/** A table finds that out by laying out all of its rows. */
function columnsOf({ head, rows }: Pick<Table, "head" | "rows">): Column[] {
  const step = Math.ceil(rows.length / looked);
  const some = rows.filter((_, index) => index % step === 0);
  return head.map((name, column) => {
    const texts = some.map((row) => shownOf(row[column] ?? ""));
    const word = Math.min(widest, Math.max(longestWord(name), quantile(texts.map(longestWord), 0.95)));
    const lengths = texts.map(({ length }) => length);
    const text = Math.min(widest, quantile(lengths, 0.75));
    return { least: word + free, usual: Math.max(word, text) + free };
  });
}

/** The number below which such a part of them lies. */
function quantile(numbers: readonly number[], part: number): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * part)] ?? 0;
}

/** Paths break after a slash. */
function longestWord(text: string): number {
  return Math.max(...text.split(/\s|(?<=\/)/).map(({ length }) => length));
}

/** The text of a cell without its markup; of one that is folded, what shows. */
function shownOf(cell: Node): string {
  const markup = String(cell);
  const [, summary = markup] = /<summary>(.*?)<\/summary>/s.exec(markup) ?? [];
  return summary.replace(/<[^>]*>/g, "");
}

// What is not on the screen is not laid out: of thousands of rows that takes seconds. On paper all of it is.
const style = `
:root{color-scheme:light dark;--ink:#1c1f23;--soft:#57606a;--line:#d0d7de;--paper:#fff;--band:#f6f8fa;--mark:#9a3412;--link:#0550ae}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--line:#3d444d;--paper:#0d1117;--band:#161b22;--mark:#ffa657;--link:#79c0ff}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem clamp(1rem,4vw,3rem);max-width:100rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.6rem;line-height:1.2}
h2{margin:2.5rem 0 .5rem;font-size:1.15rem}
p,ul{margin:.4rem 0}
a{color:var(--link)}
.soft{color:var(--soft)}
.look li,.unread{color:var(--mark);font-weight:600}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:break-word;max-width:26rem}
td{min-width:7rem;overflow-wrap:anywhere}
tbody:last-child tr:last-child>*{border-bottom:0}
tbody th{font-weight:600}
thead th{background:var(--band);white-space:nowrap}
thead button{all:unset;cursor:pointer;font-weight:600}
thead button:focus-visible,.wide:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
thead [aria-sort=ascending] button::after{content:" \\2191"}
thead [aria-sort=descending] button::after{content:" \\2193"}
summary{cursor:pointer}
ul.plain{padding-left:1rem}
@media screen{section{content-visibility:auto;contain-intrinsic-size:auto 60rem;margin:0 -.3rem;padding:0 .3rem}}
code{overflow-wrap:anywhere}
.path{overflow-wrap:break-word}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#999;--paper:#fff;--band:#eee;--mark:#000;--link:#000}body{padding:0;font-size:10pt;max-width:none}nav{display:none}.wide{overflow:visible;border:0}tr,h2{break-inside:avoid;break-after:auto}thead{display:table-header-group}th,td{max-width:none;min-width:0;overflow-wrap:break-word}tbody th,td:last-child{overflow-wrap:anywhere}details::details-content{content-visibility:visible;block-size:auto}summary{display:none}}
`;

// A row of a table is laid out with all others. So that it need not be, these rows are grids, whose columns have the same widths.
const long = `.long table,.long thead{display:block}
.long tbody{display:block;content-visibility:auto;contain-intrinsic-size:auto 150rem}
.long tr{display:grid}
.long th,.long td{min-width:0;max-width:none}
.long thead th{white-space:normal}
`;

const narrow = `.wide{overflow:visible;border:0}
table,tbody,tr,thead,th,td{display:block}
thead:not(:has(button)){display:none}
thead tr{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
tbody tr{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.4rem .6rem}
tbody tr{content-visibility:auto;contain-intrinsic-size:auto 12rem}
th,td{border:0;padding:.1rem 0;min-width:0;max-width:none;overflow-wrap:anywhere}
thead th{background:none}
td{display:grid;grid-template-columns:6.5rem 1fr;gap:.6rem}
td::before{color:var(--soft)}
.path{overflow-wrap:anywhere}
`;

export const script = `
for(const cell of document.querySelectorAll("thead th")){
const button=document.createElement("button");button.type="button";const name=[...cell.childNodes];button.append(...name);cell.append(button);
addEventListener("beforeprint",()=>cell.replaceChildren(...name));
addEventListener("afterprint",()=>{button.append(...name);cell.replaceChildren(button);});
button.addEventListener("click",()=>{
const up=cell.getAttribute("aria-sort")!=="ascending";
for(const other of cell.parentElement.children)other.removeAttribute("aria-sort");
cell.setAttribute("aria-sort",up?"ascending":"descending");
const bodies=[...cell.closest("table").tBodies].map((body)=>({body,rows:[...body.rows]}));const at=cell.cellIndex;
const order=new Intl.Collator(undefined,{numeric:true});
const sorted=bodies.flatMap(({rows})=>rows).map((row)=>({row,by:row.cells[at].textContent})).sort((a,b)=>order.compare(a.by,b.by)).map(({row})=>row);
if(!up)sorted.reverse();
for(const {body,rows} of bodies)body.append(...sorted.splice(0,rows.length));
});
}
`;
