import{explain$65}from"./program-3ADEBMCP.js";export{explain$65 as explain};
