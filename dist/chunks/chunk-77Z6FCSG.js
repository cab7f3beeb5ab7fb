import{planReport,reportHead}from"./chunk-3T44IVV3.js";import{alertOpen$12,apart$12,commentLimits$12,commitCode$12,fold$12,foldAbove$12,foldLong$12,markdownPieces$12,moreLine$12,ownLink$12,placeCode$12,shortCode$12,shortNames$12,summaryLimits$12,tableOpen$12,tableRow$12,tailLine$12}from"./program-URGONYT5.js";import{viewPlan}from"./chunk-ZUKOP5I4.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$12){let where=`${ownLink$12("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$12("the summary of the run",input.runUrl);return[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`)}export{countsComment,planComment,planMarker};
