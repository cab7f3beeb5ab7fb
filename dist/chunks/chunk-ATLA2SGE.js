async function schemaText(){let{accessSchema}=await import("./jsonSchema-77NVQYHR.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-VMT5N7P7.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{schemaText,contractText};
