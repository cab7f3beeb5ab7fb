import{explain$65}from"./program-MMTHIKDW.js";export{explain$65 as explain};
