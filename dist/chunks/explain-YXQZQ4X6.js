import{explain$66}from"./program-5T7IPEFM.js";export{explain$66 as explain};
