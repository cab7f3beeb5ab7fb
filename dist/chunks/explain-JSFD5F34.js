import{explain$62}from"./program-2IBOB4JO.js";export{explain$62 as explain};
