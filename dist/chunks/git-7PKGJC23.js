import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{headCommit,readTreeAt,userName}from"./chunk-ZBVUYRV2.js";import"./chunk-KIXAJEAR.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{headCommit,readTreeAt,userName};
