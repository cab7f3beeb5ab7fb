import{explain$64}from"./program-6A6DIRRZ.js";export{explain$64 as explain};
