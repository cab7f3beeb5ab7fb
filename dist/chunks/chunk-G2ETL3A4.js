import{planFileShape}from"./chunk-BO6PZWIE.js";import{visibleJson}from"./chunk-IVHZ5WPS.js";function planJson(plans){let file=planFileShape.ordered({schema_version:1,organizations:plans});return`${visibleJson(JSON.stringify(file,null,2))}
`}export{planJson};
