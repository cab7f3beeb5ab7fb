import{beyondHead,planReport,reportHead}from"./chunk-4STO4ID7.js";import{alertOpen$67,apart$67,commentLimits$67,commitCode$67,fold$67,foldAbove$67,foldLong$67,markdownPieces$67,moreLine$67,ownLink$67,placeCode$67,shortCode$67,shortNames$67,summaryLimits$67,tableOpen$67,tableRow$67,tailLine$67}from"./program-IDGOZON2.js";import{viewPlan}from"./chunk-35LHLDMW.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$67){let where=`${ownLink$67("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$67("the summary of the run",input.runUrl);return{text:[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`),...beyondHead(input)}}export{countsComment,planComment,planMarker};
