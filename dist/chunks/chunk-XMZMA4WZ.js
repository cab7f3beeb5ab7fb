import{planFileShape}from"./chunk-WGIDIA2L.js";import{clipped$9,csvCell$9,markdownCell$9,markdownCode$9,markdownText$9,markdownWord$9,terminalName$9,terminalText$9,visibleJson$9,workflowData$9,workflowProperty$9}from"./first.js";function planJson(plans){let file=planFileShape.ordered({schema_version:1,organizations:plans});return`${visibleJson$9(JSON.stringify(file,null,2))}
`}export{planJson};
