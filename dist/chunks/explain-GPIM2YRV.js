import{explain$62}from"./program-6AEEQA4R.js";export{explain$62 as explain};
