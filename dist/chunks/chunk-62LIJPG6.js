var services={planasonix:()=>import("./planasonix-YKRNLS2M.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
