var services={planasonix:()=>import("./planasonix-23CEZEDY.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
