import{planReport,reportHead}from"./chunk-H3KAWG73.js";import{commentLimits,ownLink}from"./chunk-KGS5GG6N.js";import{viewPlan}from"./chunk-ONG6XKZM.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits){let where=`${ownLink("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink("the summary of the run",input.runUrl);return[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`)}export{planMarker,planComment,countsComment};
