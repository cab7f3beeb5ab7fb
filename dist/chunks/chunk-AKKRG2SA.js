import{planReport,reportHead}from"./chunk-5FDBI7CG.js";import{alertOpen$17,apart$17,commentLimits$17,commitCode$17,fold$17,foldAbove$17,foldLong$17,markdownPieces$17,moreLine$17,ownLink$17,placeCode$17,shortCode$17,shortNames$17,summaryLimits$17,tableOpen$17,tableRow$17,tailLine$17}from"./program-7Q74CBVS.js";import{viewPlan}from"./chunk-SYBMQGCO.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$17){let where=`${ownLink$17("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$17("the summary of the run",input.runUrl);return[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`)}export{countsComment,planComment,planMarker};
