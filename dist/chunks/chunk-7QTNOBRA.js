function grouped(items,keyOf){let groups=new Map;for(let item of items){let key=keyOf(item),same=groups.get(key);same===void 0?groups.set(key,[item]):same.push(item)}return groups}export{grouped};
