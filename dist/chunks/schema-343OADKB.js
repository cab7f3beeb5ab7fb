import{contractText,schemaText}from"./chunk-QAGZ3EQO.js";import"./chunk-SI5QKDIG.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
