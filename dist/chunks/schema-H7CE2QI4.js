import"./chunk-WD2YB7LC.js";async function schemaText(){let{accessSchema}=await import("./jsonSchema-MBXVML2W.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-ACQYUJ5S.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{contractText,schemaText};
