function isDone({status}){return status==="done"||status==="already"}export{isDone};
