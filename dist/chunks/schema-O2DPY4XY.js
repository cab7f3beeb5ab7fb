import{contractText,schemaText}from"./chunk-WXNKSY26.js";import"./chunk-JGMZUIN6.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
