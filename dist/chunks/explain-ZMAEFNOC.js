import{explain$62}from"./program-WHRM4UAS.js";export{explain$62 as explain};
