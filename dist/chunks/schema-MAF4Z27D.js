import{contractText,schemaText}from"./chunk-2SIE5GDZ.js";import"./chunk-TOWSSNUM.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
