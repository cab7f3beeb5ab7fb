import{explain$64}from"./program-KTTYTQ63.js";export{explain$64 as explain};
