import{planReport,reportHead}from"./chunk-NGHISEVD.js";import{viewPlan}from"./chunk-YORS6SWV.js";import{alertOpen$13,apart$13,commentLimits$13,commitCode$13,fold$13,foldAbove$13,foldLong$13,markdownPieces$13,moreLine$13,ownLink$13,placeCode$13,shortCode$13,shortNames$13,summaryLimits$13,tableOpen$13,tableRow$13,tailLine$13}from"./program-DR2V4T3A.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$13){let where=`${ownLink$13("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$13("the summary of the run",input.runUrl);return[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`)}export{countsComment,planComment,planMarker};
