#!/usr/bin/env node
import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
var[,,...args]=process.argv;if(args.length===1&&(args[0]==="--version"||args[0]==="-V"))process.stdout.write(`0.1.0
`);else{let{main}=await import("./chunks/program-FZM72SIY.js");process.exitCode=await main(args,"0.1.0")}
