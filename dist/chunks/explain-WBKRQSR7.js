import{explain$62}from"./program-G5DN5UZR.js";export{explain$62 as explain};
