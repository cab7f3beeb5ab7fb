import{contractText,schemaText}from"./chunk-CIPV3T4I.js";import"./chunk-62LIJPG6.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
