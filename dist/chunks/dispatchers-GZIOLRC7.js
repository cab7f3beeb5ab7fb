import{openDispatchers}from"./chunk-AGSI3MBT.js";import{__callDispose$8,__commonJS$8,__export$8,__require$8,__toESM$8,__using$8}from"./first.js";export{openDispatchers};
