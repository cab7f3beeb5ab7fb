import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{maxPlanFileLength,parsePlanFile}from"./chunk-7FZ4GBAU.js";import"./chunk-NLLHCLZ6.js";import"./chunk-7LJ3HM7H.js";import"./chunk-53KGQIBM.js";import"./chunk-CNCQDNU5.js";export{maxPlanFileLength,parsePlanFile};
