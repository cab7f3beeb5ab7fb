var services={planasonix:()=>import("./planasonix-QXAYOM7J.js"),github:()=>import("./github-RXBDXPIR.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
