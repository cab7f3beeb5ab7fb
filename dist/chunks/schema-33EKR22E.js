import{contractText,schemaText}from"./chunk-FH3APXBK.js";import"./chunk-SVNA6ZXT.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
