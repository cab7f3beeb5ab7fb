import{terminalText}from"./chunk-IXDIIAVU.js";import"./chunk-WD2YB7LC.js";function textDiff(patch,paint){return patch.split(`
`).filter(line=>!/^(=+|Index: .*)\r?$/.test(line)).map(line=>painted(line,terminalText(line.replace(/\r$/,"")),paint)).join(`
`)}function painted(line,shown,paint){return/^(---|\+\+\+) [ab]\//.test(line)?paint.bold(shown):line.startsWith("@@")?paint.cyan(shown):line.startsWith("+")?paint.green(shown):line.startsWith("-")?paint.red(shown):shown}export{textDiff};
