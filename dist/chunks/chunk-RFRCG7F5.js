import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{load}from"./chunk-M4EQF7SB.js";async function validate(context){let declared=await load(context);return"error"in declared?declared:{...declared,valid:declared.diagnostics.every(item=>item.severity!=="error")}}export{validate};
