function isObjectId(text){return/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)}export{isObjectId};
