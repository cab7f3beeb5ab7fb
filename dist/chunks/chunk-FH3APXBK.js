import{providerOf}from"./chunk-SVNA6ZXT.js";async function schemaText(){let{accessSchema}=await import("./jsonSchema-GA33HFRH.js");return pretty(accessSchema())}async function contractText(provider){return pretty(await(await providerOf(provider)).contract())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{schemaText,contractText};
