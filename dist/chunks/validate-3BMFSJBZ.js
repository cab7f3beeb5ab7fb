import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{validate}from"./chunk-MXYWDOUY.js";import"./chunk-EDKZHMAU.js";import"./chunk-6345P22C.js";import"./chunk-GNI6AKFR.js";import"./chunk-KIXAJEAR.js";import"./chunk-5GQQDXWW.js";import"./chunk-N7JSLQPR.js";import"./chunk-CNCQDNU5.js";export{validate};
