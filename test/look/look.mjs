/**
 * Renders what muster writes on a pull request as GitHub would, and takes pictures of it, for people to look at:
 * `node test/look/look.mjs FOLDER [NAME-THEME-WIDTH]`. Needs chromium; no test runs it. docs/comment.png is
 * `comment-light-760.png`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { smaller } from "./smaller.mjs";
import { styles } from "./styles.mjs";

const root = join(import.meta.dirname, "..", "..");
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "muster-look-"));
const widths = [360, 760, 1012];

/** The texts, rendered by the sources as they stand. */
async function renderings() {
  const outfile = join(mkdtempSync(join(tmpdir(), "muster-look-")), "texts.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["test/golden/comments/texts.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "warning",
  });
  return (await import(pathToFileURL(outfile).href)).texts(root);
}

/** GitHub's own touches: alerts, line breaks in comments, task lists. */
function page(markdown, theme) {
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })
    .replace(
      /<blockquote>\s*<p>\[!(NOTE|IMPORTANT|WARNING|CAUTION)\]\n/g,
      (_, kind) =>
        `<blockquote class="alert ${kind.toLowerCase()}"><p class="title">${kind.charAt(0)}${kind.slice(1).toLowerCase()}</p><p>`,
    )
    .replace(/<p>[\s\S]*?<\/p>/g, (text) => text.replace(/\n(?!<\/p>)/g, "<br>\n"));
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${styles[theme]}${styles.page}</style><div class="comment"><div class="head"><b>muster</b> <span>bot · 2 minutes ago</span></div><div class="body">${html}</div></div>`;
}

/** A picture as high as the page is. */
function picture({ html, width, png }) {
  const file = png.replace(/\.png$/, ".html");
  writeFileSync(file, html);
  const chromium = (size, ...rest) =>
    execFileSync(
      "chromium",
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        `--user-data-dir=${mkdtempSync(join(tmpdir(), "muster-chromium-"))}`,
        `--window-size=${size}`,
        ...rest,
        pathToFileURL(file).href,
      ],
      { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" },
    );
  // Headless windows are never narrower than 500 px, so a narrow page stands in a frame.
  const measure = `<script>addEventListener("load",()=>{document.title=document.body.scrollHeight;const wide=[...document.querySelectorAll("table,.body")].filter(x=>x.scrollWidth>x.clientWidth+1).length;document.body.dataset.size=document.querySelector(".comment").getBoundingClientRect().bottom+16;document.body.dataset.wide=wide})</script>`;
  writeFileSync(
    file,
    html.replace('<div class="comment">', `${measure}<div class="comment" style="width:${width - 32}px">`),
  );
  const dom = chromium("1100,900", "--dump-dom");
  const height = Math.ceil(Number(/data-size="([\d.]+)"/.exec(dom)?.[1] ?? 900));
  const wide = Number(/data-wide="(\d+)"/.exec(dom)?.[1] ?? 0);
  chromium(`${Math.max(width, 500)},${height}`, `--screenshot=${png}`);
  writeFileSync(png, smaller(readFileSync(png)));
  return { height, wide };
}

mkdirSync(folder, { recursive: true });
const made = await renderings();
for (const [name, markdown] of Object.entries(made)) {
  writeFileSync(join(folder, `${name}.md`), markdown);
  for (const theme of ["light", "dark"]) {
    for (const width of widths) {
      if (process.argv[3] !== undefined && process.argv[3] !== `${name}-${theme}-${width}`) continue;
      const png = join(folder, `${name}-${theme}-${width}.png`);
      const { height, wide } = picture({ html: page(markdown, theme), width, png });
      console.log(`${png} ${height} px high${wide > 0 ? `, ${wide} scroll sideways` : ""}`);
    }
  }
}
