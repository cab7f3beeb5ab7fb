import{explain$64}from"./program-WAIXLMPA.js";export{explain$64 as explain};
