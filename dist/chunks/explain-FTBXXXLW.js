import{explain$62}from"./program-7BQZ65BK.js";export{explain$62 as explain};
