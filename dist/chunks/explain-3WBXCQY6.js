import{explain$65}from"./program-VWBBISPQ.js";export{explain$65 as explain};
