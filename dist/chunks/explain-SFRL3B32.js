import{explain$64}from"./program-TNEJXXQS.js";export{explain$64 as explain};
