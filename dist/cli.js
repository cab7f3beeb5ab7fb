#!/usr/bin/env node
import{writeSync}from"node:fs";var[,,...args]=process.argv,isVersionAsked=args.length===1&&(args[0]==="--version"||args[0]==="-V");if(!isVersionAsked||!saidAtOnce(`0.1.0
`)){let{main}=await import("./chunks/program-QPQAUKDS.js");process.exitCode=await main(args,"0.1.0")}function saidAtOnce(text){try{return writeSync(1,text)===text.length}catch{return!1}}
