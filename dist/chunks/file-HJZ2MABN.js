import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import{readText,writeText}from"./chunk-WGGXANKZ.js";import"./chunk-KIXAJEAR.js";import"./chunk-CNCQDNU5.js";export{readText,writeText};
