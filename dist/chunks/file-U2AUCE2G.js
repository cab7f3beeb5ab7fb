import{readText,replaceFile,subfolders,writeText}from"./chunk-GXFP3TH2.js";import"./chunk-IPE3GV6G.js";import"./chunk-WD2YB7LC.js";export{readText,replaceFile,subfolders,writeText};
