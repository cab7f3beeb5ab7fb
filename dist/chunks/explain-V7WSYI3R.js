import{explain$63}from"./program-YMQNKMNA.js";export{explain$63 as explain};
