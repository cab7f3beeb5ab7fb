import{explain$64}from"./program-3E24W6VS.js";export{explain$64 as explain};
