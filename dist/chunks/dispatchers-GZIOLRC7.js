import{openDispatchers}from"./chunk-AGSI3MBT.js";import"./chunk-WD2YB7LC.js";export{openDispatchers};
