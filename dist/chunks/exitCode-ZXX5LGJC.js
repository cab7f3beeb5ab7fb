import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{applyCode,onlyAdopting,planCode,worst}from"./chunk-HSKIHIGY.js";import"./chunk-7LJ3HM7H.js";import"./chunk-CNCQDNU5.js";export{applyCode,onlyAdopting,planCode,worst};
