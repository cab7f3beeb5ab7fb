var services={planasonix:()=>import("./planasonix-RFQYHBXX.js"),github:()=>import("./github-ORCZ4FWC.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
