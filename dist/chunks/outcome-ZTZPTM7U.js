import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{outcomeLine,resultSummary,resultText}from"./chunk-TQ2IBGUQ.js";import"./chunk-2WREWRZA.js";import"./chunk-LPNZ7XQJ.js";import"./chunk-NLLHCLZ6.js";import"./chunk-7LJ3HM7H.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{outcomeLine,resultSummary,resultText};
