import{explain$64}from"./program-RXSF26SU.js";export{explain$64 as explain};
