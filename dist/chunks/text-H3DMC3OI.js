import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{planText,terminalPieces}from"./chunk-TOLYOQNB.js";import"./chunk-I5XQFLFH.js";import"./chunk-NLLHCLZ6.js";import"./chunk-7LJ3HM7H.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{planText,terminalPieces};
