import{contractText,schemaText}from"./chunk-EYNQ22ER.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
