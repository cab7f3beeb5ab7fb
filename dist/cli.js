#!/usr/bin/env node
import{writeSync}from"node:fs";var[,,...args]=process.argv,isVersionAsked=args.length===1&&(args[0]==="--version"||args[0]==="-V");if((!isVersionAsked||!saidAtOnce(`0.1.0
`))&&!await isHelped()){let{main}=await import("./chunks/program-YZBF7RAI.js");process.exitCode=await main(args,"0.1.0")}async function isHelped(){if(args[0]!=="help"&&args.at(-1)!=="--help"&&args.at(-1)!=="-h")return!1;let{helped}=await import("./chunks/help-YTNEBIRH.js");return helped(args)}function saidAtOnce(text){try{return writeSync(1,text)===text.length}catch{return!1}}
