import{openDispatchers}from"./chunk-EMSXHKPK.js";import{__callDispose$11,__commonJS$11,__export$11,__glob$11,__require$11,__toESM$11,__using$11}from"./first.js";export{openDispatchers};
