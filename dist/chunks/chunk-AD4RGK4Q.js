var services={planasonix:()=>import("./planasonix-YW6644M2.js"),github:()=>import("./github-JPQJ4RG7.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
