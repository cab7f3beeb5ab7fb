import{explain$63}from"./program-FGTKFJKI.js";export{explain$63 as explain};
