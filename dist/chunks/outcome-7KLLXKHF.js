import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{outcomeLine,resultSummary,resultText}from"./chunk-PQCRZZW4.js";import"./chunk-BAOUUJHH.js";import"./chunk-M4LFL33S.js";import"./chunk-NLLHCLZ6.js";import"./chunk-SOXHAJBH.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{outcomeLine,resultSummary,resultText};
