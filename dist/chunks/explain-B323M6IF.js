import{explain$65}from"./program-LRRDDECV.js";export{explain$65 as explain};
