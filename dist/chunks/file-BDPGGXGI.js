import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{readText,writeText}from"./chunk-DB5HVVTC.js";import"./chunk-NYMCQS7T.js";import"./chunk-CNCQDNU5.js";export{readText,writeText};
