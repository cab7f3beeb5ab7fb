import{contractText,schemaText}from"./chunk-ZX6HK2OA.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
