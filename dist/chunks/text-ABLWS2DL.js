import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{planText,terminalPieces}from"./chunk-BAOUUJHH.js";import"./chunk-M4LFL33S.js";import"./chunk-NLLHCLZ6.js";import"./chunk-SOXHAJBH.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{planText,terminalPieces};
