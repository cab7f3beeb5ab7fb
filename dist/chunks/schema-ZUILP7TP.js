import{contractText,schemaText}from"./chunk-3XZDNWEM.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
