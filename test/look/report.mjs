/**
 * The page of `muster report` for people to look at: pictures at three widths, light and dark, a PDF, and what axe-core finds:
 * `node test/look/report.mjs FOLDER`. Needs chromium; no test runs it. docs/report.png is `report.png`.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { smaller } from "./smaller.mjs";

const root = join(import.meta.dirname, "..", "..");
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "muster-look-"));
const widths = [360, 1012, 1600];
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

function repository() {
  const place = mkdtempSync(join(tmpdir(), "muster-look-repository-"));
  const git = (at, ...args) =>
    execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@acme.example", ...args], {
      cwd: place,
      env: { PATH: process.env.PATH, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
    });
  const edit = (path, from, to) => {
    const file = join(place, path);
    const text = readFileSync(file, "utf8");
    if (!text.includes(from)) throw new Error(`${path} does not say ${from}`);
    writeFileSync(file, text.replace(from, to));
  };
  const commit = (at, message) => {
    git(at, "add", "-A");
    git(at, "commit", "-q", "-m", message);
  };
  cpSync(join(root, "access"), join(place, "access"), { recursive: true });
  git("2026-01-05T09:00:00Z", "init", "-q", "-b", "main");
  commit("2026-01-05T09:00:00Z", "Begin (#1)");
  edit(
    "access/acme/members.yaml",
    "members:\n",
    "members:\n  kit@acme.example: editor\n  max@acme.example: viewer\n",
  );
  commit("2026-02-10T09:00:00Z", "Welcome Kit and Max (#7)");
  edit(
    "access/acme/members.yaml",
    "  max@acme.example: viewer\n",
    "  max@acme.example: { state: deactivated }\n",
  );
  commit("2026-03-02T09:00:00Z", "Max leaves (#9)");
  edit("access/acme/members.yaml", "kit@acme.example: editor", "kit@acme.example: admin");
  commit("2026-03-09T09:00:00Z", "Kit stands in");
  return place;
}

function built() {
  const place = mkdtempSync(join(tmpdir(), "muster-look-dist-"));
  execFileSync(process.execPath, [join(root, "build.mjs"), place]);
  return join(place, "cli.js");
}

function chromium(size, file, ...rest) {
  const settings = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"];
  const profile = `--user-data-dir=${mkdtempSync(join(tmpdir(), "muster-chromium-"))}`;
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const args = [...settings, ...quiet, profile, `--window-size=${size}`, ...rest, pathToFileURL(file).href];
  return execFileSync("chromium", args, {
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}

/** The page in one theme, all of it laid out, without its policy, which would forbid what measures it. */
function themed(html, theme) {
  const plain = html
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "")
    .replaceAll("content-visibility:auto", "content-visibility:visible");
  const dark = "@media(prefers-color-scheme:dark)";
  return theme === "dark" ? plain.replace(dark, "@media all") : plain.replace(dark, "@media not all");
}

/** Headless windows are never narrower than 500 px, so each page stands in a frame. */
function framed(file, width, height) {
  const frame = file.replace(/\.html$/, "-frame.html");
  const style = `border:0;width:${width}px;height:${height}px;display:block`;
  writeFileSync(
    frame,
    `<!doctype html><style>body{margin:0}</style><iframe style="${style}" src="${pathToFileURL(file).href}"></iframe>`,
  );
  return frame;
}

mkdirSync(folder, { recursive: true });
const page = execFileSync(
  process.execPath,
  [built(), "report", "--from", "2026-01-06", "--to", "2026-03-31", "--quiet"],
  { cwd: repository(), encoding: "utf8", env: { PATH: process.env.PATH } },
);
const whole = join(folder, "report.html");
writeFileSync(whole, page);
chromium("1012,900", whole, "--no-pdf-header-footer", `--print-to-pdf=${join(folder, "report.pdf")}`);
for (const theme of ["light", "dark"]) {
  for (const width of widths) {
    const file = join(folder, `report-${theme}-${width}.html`);
    const run = `<script src="${pathToFileURL(axe).href}"></script><script>addEventListener("load",()=>axe.run(document,{resultTypes:["violations"]}).then(({violations})=>{document.documentElement.dataset.found=JSON.stringify(violations.map(({id,nodes})=>id+" "+nodes.length+": "+nodes[0].html));document.documentElement.dataset.wide=String(document.documentElement.scrollWidth>innerWidth+1);document.documentElement.dataset.high=String(document.documentElement.scrollHeight)}))</script>`;
    writeFileSync(file, themed(page, theme).replace("</head>", `${run}</head>`));
    const dom = chromium(`${Math.max(width, 500)},900`, file, "--virtual-time-budget=20000", "--dump-dom");
    const found = /data-found="([^"]*)"/.exec(dom)?.[1] ?? "axe-core did not run";
    const high = Number(/data-high="(\d+)"/.exec(dom)?.[1] ?? 900) + (width < 500 ? 1500 : 0);
    const png = file.replace(/\.html$/, ".png");
    const height = Math.min(high, 2400);
    chromium(
      `${Math.max(width, 500)},${height}`,
      framed(file, width, height),
      "--allow-file-access-from-files",
      `--screenshot=${png}`,
    );
    writeFileSync(png, smaller(readFileSync(png)));
    const wide = /data-wide="true"/.test(dom) ? ", scrolls sideways" : "";
    console.log(`${png} ${high} px high${wide}; axe-core: ${found}`);
  }
}
const top = join(folder, "report.png");
chromium(
  "1012,720",
  framed(join(folder, "report-light-1012.html"), 1012, 720),
  "--allow-file-access-from-files",
  `--screenshot=${top}`,
);
writeFileSync(top, smaller(readFileSync(top)));
