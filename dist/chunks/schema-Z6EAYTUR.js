import"./chunk-WD2YB7LC.js";async function schemaText(){let{accessSchema}=await import("./jsonSchema-ZDSF663S.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-YKJURRYP.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{contractText,schemaText};
