import{beyondHead,planReport,reportHead}from"./chunk-S2HEW2QL.js";import{alertOpen$18,apart$18,commentLimits$18,commitCode$18,fold$18,foldAbove$18,foldLong$18,markdownPieces$18,moreLine$18,ownLink$18,placeCode$18,shortCode$18,shortNames$18,summaryLimits$18,tableOpen$18,tableRow$18,tailLine$18}from"./program-5WQVYG24.js";import{viewPlan}from"./chunk-VUDP4RJ6.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$18){let where=`${ownLink$18("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$18("the summary of the run",input.runUrl);return{text:[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`),...beyondHead(input)}}export{countsComment,planComment,planMarker};
