import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{applyAll}from"./chunk-2OCE2WOG.js";import"./chunk-PTL2AQQP.js";import"./chunk-HSKIHIGY.js";import"./chunk-7LJ3HM7H.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{applyAll};
