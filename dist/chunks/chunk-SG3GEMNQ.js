import{beyondHead,planReport,reportHead}from"./chunk-DPQEFNQI.js";import{alertOpen$25,apart$25,commentLimits$25,commitCode$25,fold$25,foldAbove$25,foldLong$25,markdownPieces$25,moreLine$25,ownLink$25,placeCode$25,shortCode$25,shortNames$25,summaryLimits$25,tableOpen$25,tableRow$25,tailLine$25}from"./program-LRRDDECV.js";import{viewPlan}from"./chunk-T6F37U6L.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$25){let where=`${ownLink$25("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$25("the summary of the run",input.runUrl);return{text:[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`),...beyondHead(input)}}export{countsComment,planComment,planMarker};
