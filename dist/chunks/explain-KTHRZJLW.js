import{explain$64}from"./program-5WQVYG24.js";export{explain$64 as explain};
