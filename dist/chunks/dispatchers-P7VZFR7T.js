import{openDispatchers}from"./chunk-ITHLOPR7.js";import"./chunk-WD2YB7LC.js";export{openDispatchers};
