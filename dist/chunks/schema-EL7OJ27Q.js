import{contractText,schemaText}from"./chunk-FJW7XJEZ.js";import"./chunk-A47AEVO2.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
