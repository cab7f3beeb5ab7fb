import{explain$65}from"./program-IDGOZON2.js";export{explain$65 as explain};
