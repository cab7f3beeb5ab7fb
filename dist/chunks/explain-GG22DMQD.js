import{explain$62}from"./program-7Q74CBVS.js";export{explain$62 as explain};
