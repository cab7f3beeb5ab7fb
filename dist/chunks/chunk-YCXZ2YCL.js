async function schemaText(){let{accessSchema}=await import("./jsonSchema-J2BHVOKM.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-CUGLQJYT.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{schemaText,contractText};
