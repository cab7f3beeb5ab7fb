import{contractText,schemaText}from"./chunk-R5D27LEU.js";import"./chunk-AD4RGK4Q.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
