import{readText,writeText}from"./chunk-RMC44AYV.js";import"./chunk-IPE3GV6G.js";import"./chunk-WD2YB7LC.js";export{readText,writeText};
