import{explain$66}from"./program-YZBF7RAI.js";export{explain$66 as explain};
