import{planReport,reportHead}from"./chunk-XTNNYTNK.js";import{alertOpen$14,apart$14,commentLimits$14,commitCode$14,fold$14,foldAbove$14,foldLong$14,markdownPieces$14,moreLine$14,ownLink$14,placeCode$14,shortCode$14,shortNames$14,summaryLimits$14,tableOpen$14,tableRow$14,tailLine$14}from"./program-QPQAUKDS.js";import{viewPlan}from"./chunk-KYZJP5DI.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$14){let where=`${ownLink$14("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$14("the summary of the run",input.runUrl);return[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`)}export{countsComment,planComment,planMarker};
