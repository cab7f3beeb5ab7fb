import{explain$64}from"./program-D2IGVPG6.js";export{explain$64 as explain};
