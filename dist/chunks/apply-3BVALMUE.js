import{applyAll}from"./chunk-2XDUJQZ7.js";import"./chunk-E5SZOWKD.js";import"./chunk-KOUIIC26.js";import"./chunk-C4X33LO6.js";import"./chunk-45EYORXY.js";import"./chunk-WD2YB7LC.js";export{applyAll};
