import{headCommit,readTreeAt,userName}from"./chunk-GJPXVUQ7.js";import"./chunk-IPE3GV6G.js";import"./chunk-45EYORXY.js";import"./chunk-WD2YB7LC.js";export{headCommit,readTreeAt,userName};
