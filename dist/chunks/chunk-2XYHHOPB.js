function abilitiesOf(done,refused){let isDone=verb=>Object.hasOwn(done,verb);return verb=>isDone(verb)?{can:"yes",sentence:done[verb].says}:{can:"no",sentence:refused[verb]}}export{abilitiesOf};
