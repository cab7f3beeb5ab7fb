import{openDispatchers}from"./chunk-GGUCI2MZ.js";import{__callDispose$10,__commonJS$10,__export$10,__require$10,__toESM$10,__using$10}from"./first.js";export{openDispatchers};
