import{explain$65}from"./program-2WVAZ57U.js";export{explain$65 as explain};
