import{planFileShape}from"./chunk-RPZFQSF4.js";import{visibleJson}from"./chunk-IXDIIAVU.js";function planJson(plans){let file=planFileShape.ordered({schema_version:1,organizations:plans});return`${visibleJson(JSON.stringify(file,null,2))}
`}export{planJson};
