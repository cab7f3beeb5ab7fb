import{contractText,schemaText}from"./chunk-MRO3HYRP.js";import"./chunk-AVAWY4FP.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
