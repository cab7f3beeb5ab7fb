var services={planasonix:()=>import("./planasonix-GL5T5LV7.js")};async function providerOf(name){return(await services[name]()).service}export{providerOf};
