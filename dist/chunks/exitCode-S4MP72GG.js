import{applyCode,planCode,worst}from"./chunk-KOUIIC26.js";import"./chunk-C4X33LO6.js";import"./chunk-WD2YB7LC.js";export{applyCode,planCode,worst};
