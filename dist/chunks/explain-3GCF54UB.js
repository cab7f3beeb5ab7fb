import{explain$57}from"./program-E6BSO6IR.js";export{explain$57 as explain};
