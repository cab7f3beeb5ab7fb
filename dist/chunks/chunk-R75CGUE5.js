function capabilityOf(capabilities,kind,verb){return capabilities[kind][verb]??{can:"no",sentence:`This provider cannot ${verb.replaceAll("_"," ")}.`}}export{capabilityOf};
