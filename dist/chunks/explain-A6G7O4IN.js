import{explain$64}from"./program-GMNQK3A7.js";export{explain$64 as explain};
