/** The colours and measures of GitHub's comments, as far as they decide on how a comment looks. */
const variables = (values) =>
  `:root{${Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";")}}`;

export const styles = {
  light: variables({
    fg: "#1f2328",
    muted: "#59636e",
    bg: "#ffffff",
    soft: "#f6f8fa",
    line: "#d1d9e0",
    code: "#818b981f",
    link: "#0969da",
    note: "#0969da",
    important: "#8250df",
    warning: "#9a6700",
    caution: "#d1242f",
  }),
  dark: variables({
    fg: "#f0f6fc",
    muted: "#9198a1",
    bg: "#0d1117",
    soft: "#151b23",
    line: "#3d444d",
    code: "#656c7633",
    link: "#4493f8",
    note: "#4493f8",
    important: "#ab7df8",
    warning: "#d29922",
    caution: "#f85149",
  }),
  page: `
*{box-sizing:border-box}
body{margin:16px;background:var(--bg);color:var(--fg);font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;-webkit-text-size-adjust:100%}
.comment{border:1px solid var(--line);border-radius:6px}
.head{padding:8px 16px;background:var(--soft);border-bottom:1px solid var(--line);border-radius:6px 6px 0 0;color:var(--muted)}
.head b{color:var(--fg)}
.body{padding:16px;overflow-wrap:break-word}
.body>:last-child{margin-bottom:0}
h3{font-size:1.25em;line-height:1.25;margin:0 0 16px;font-weight:600}
h4{font-size:1em;line-height:1.25;margin:24px 0 16px;font-weight:600}
p,ul,table,blockquote,details{margin:0 0 16px}
ul{padding-left:2em}
li+li{margin-top:.25em}
li>p{margin:16px 0}
li.task-list-item,li:has(>input){list-style:none}
li>input{margin:0 .2em .25em -1.4em;vertical-align:middle}
a{color:var(--link);text-decoration:none}
code{padding:.2em .4em;font:85%/1.5 ui-monospace,SFMono-Regular,"DejaVu Sans Mono",Menlo,Consolas,monospace;background:var(--code);border-radius:6px;white-space:break-spaces}
table{display:block;width:max-content;max-width:100%;overflow:auto;border-spacing:0;border-collapse:collapse}
th,td{padding:6px 13px;border:1px solid var(--line);text-align:left;font-variant-numeric:tabular-nums}
th[align=center],td[align=center]{text-align:center}
th{font-weight:600}
tr{background:var(--bg);border-top:1px solid var(--line)}
tr:nth-child(2n){background:var(--soft)}
blockquote{padding:0 1em;color:var(--muted);border-left:.25em solid var(--line)}
.alert{padding:8px 16px;color:inherit}
.alert>:last-child,.alert>p{margin-bottom:0}.alert>ul{margin:8px 0 0}
.alert .title{font-weight:500;margin-bottom:16px}
.note{border-left-color:var(--note)}.note .title{color:var(--note)}
.important{border-left-color:var(--important)}.important .title{color:var(--important)}
.warning{border-left-color:var(--warning)}.warning .title{color:var(--warning)}
.caution{border-left-color:var(--caution)}.caution .title{color:var(--caution)}
details>summary{cursor:pointer}
sub{font-size:75%;line-height:0;position:relative;vertical-align:baseline;bottom:-.25em}
`,
};
