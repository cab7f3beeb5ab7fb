import{planJson}from"./chunk-SSBSQ6AQ.js";import"./chunk-45EYORXY.js";import"./chunk-DB3ZJSVS.js";import"./chunk-L6U2HQET.js";import"./chunk-WD2YB7LC.js";export{planJson};
