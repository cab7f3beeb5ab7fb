import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{applyAll}from"./chunk-2TT3GORI.js";import"./chunk-PTL2AQQP.js";import"./chunk-5IZX6WVJ.js";import"./chunk-SOXHAJBH.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{applyAll};
