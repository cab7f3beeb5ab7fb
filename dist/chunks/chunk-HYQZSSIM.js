var services={planasonix:()=>import("./planasonix-ZCXB3VUB.js"),github:()=>import("./github-25GRKSFQ.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
