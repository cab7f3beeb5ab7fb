import{applyCode,heldUpCode,planCode,worst}from"./chunk-QL7BQZBZ.js";import"./chunk-DB3ZJSVS.js";import"./chunk-WD2YB7LC.js";export{applyCode,heldUpCode,planCode,worst};
