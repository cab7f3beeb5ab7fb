import{readText,subfolders,writeText}from"./chunk-FBLGGZPI.js";import"./chunk-IPE3GV6G.js";import"./chunk-WD2YB7LC.js";export{readText,subfolders,writeText};
