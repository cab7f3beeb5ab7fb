import{contractText,schemaText}from"./chunk-ATLA2SGE.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
