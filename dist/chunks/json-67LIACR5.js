import{planJson}from"./chunk-A56NFC6Z.js";import"./chunk-DB3ZJSVS.js";import"./chunk-PEWT7AZY.js";import"./chunk-L6U2HQET.js";import"./chunk-WD2YB7LC.js";export{planJson};
