import{explain$66}from"./program-VW64MXEW.js";export{explain$66 as explain};
