import{contractText,schemaText}from"./chunk-YOCKU5TU.js";import"./chunk-HYQZSSIM.js";import"./chunk-WD2YB7LC.js";export{contractText,schemaText};
