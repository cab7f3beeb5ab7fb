import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
import"./chunk-CNCQDNU5.js";async function schemaText(){let{accessSchema}=await import("./jsonSchema-S72MJG4H.js");return pretty(accessSchema())}async function contractText(){let{openApiDocument}=await import("./openapi-3Z5SKDDS.js");return pretty(openApiDocument())}function pretty(document){return`${JSON.stringify(document,null,2)}
`}export{contractText,schemaText};
