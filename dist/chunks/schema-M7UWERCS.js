import{contractText,schemaText}from"./chunk-DG36MW3L.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
