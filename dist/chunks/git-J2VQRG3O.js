import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{headCommit,readTreeAt,userName}from"./chunk-RATKCKTO.js";import"./chunk-NYMCQS7T.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{headCommit,readTreeAt,userName};
