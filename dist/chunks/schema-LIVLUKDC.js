import{contractText,schemaText}from"./chunk-YCXZ2YCL.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
