import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{planText,terminalPieces}from"./chunk-VE6QAM74.js";import"./chunk-US6FPHX7.js";import"./chunk-VOZD7EQG.js";import"./chunk-CIEADKKE.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{planText,terminalPieces};
