async function schemaText(){let{accessSchema}=await import("./jsonSchema-33Z5JGYC.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-PMNF5ECF.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{schemaText,contractText};
