import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
function capabilityOf(capabilities,kind,verb){return capabilities[kind][verb]??{can:"no",sentence:`This provider cannot ${verb.replaceAll("_"," ")}.`}}export{capabilityOf};
