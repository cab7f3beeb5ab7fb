import{planFileShape}from"./chunk-K3VWBSLD.js";import{visibleJson}from"./chunk-L6U2HQET.js";function planJson(plans){let file=planFileShape.ordered({schema_version:1,organizations:plans});return`${visibleJson(JSON.stringify(file,null,2))}
`}export{planJson};
