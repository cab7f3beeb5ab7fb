import{applyCode,heldUpCode,planCode,worst}from"./chunk-XJ7TZWOL.js";import"./chunk-C4X33LO6.js";import"./chunk-WD2YB7LC.js";export{applyCode,heldUpCode,planCode,worst};
