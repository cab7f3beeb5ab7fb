import{explain$63}from"./program-33RH5UBB.js";export{explain$63 as explain};
