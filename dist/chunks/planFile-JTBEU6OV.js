import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{maxPlanFileLength,parsePlanFile}from"./chunk-ZEQOIE2K.js";import"./chunk-NLLHCLZ6.js";import"./chunk-SOXHAJBH.js";import"./chunk-53KGQIBM.js";import"./chunk-CNCQDNU5.js";export{maxPlanFileLength,parsePlanFile};
