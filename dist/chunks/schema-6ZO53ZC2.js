import{contractText,schemaText}from"./chunk-QFLACUDQ.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
