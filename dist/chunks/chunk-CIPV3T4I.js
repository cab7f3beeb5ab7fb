import{providerOf}from"./chunk-62LIJPG6.js";async function schemaText(){let{accessSchema}=await import("./jsonSchema-F6KLDBFB.js");return pretty(accessSchema())}async function contractText(provider){return pretty(await(await providerOf(provider)).contract())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{schemaText,contractText};
