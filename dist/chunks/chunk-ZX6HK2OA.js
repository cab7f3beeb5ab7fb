async function schemaText(){let{accessSchema}=await import("./jsonSchema-P56MH35A.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-STMVK33W.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{schemaText,contractText};
