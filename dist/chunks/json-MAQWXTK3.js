import{planJson}from"./chunk-RT2PNDH6.js";import"./chunk-45EYORXY.js";import"./chunk-C4X33LO6.js";import"./chunk-L6U2HQET.js";import"./chunk-WD2YB7LC.js";export{planJson};
