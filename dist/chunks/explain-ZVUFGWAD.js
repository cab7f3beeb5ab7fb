import{explain$62}from"./program-YBBMGWSU.js";export{explain$62 as explain};
