import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{applyCode,planCode,worst}from"./chunk-5IZX6WVJ.js";import"./chunk-SOXHAJBH.js";import"./chunk-CNCQDNU5.js";export{applyCode,planCode,worst};
