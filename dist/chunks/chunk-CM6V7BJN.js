import{beyondHead,planReport,reportHead}from"./chunk-4STO4ID7.js";import{alertOpen$68,apart$68,commentLimits$68,commitCode$68,fold$68,foldAbove$68,foldLong$68,markdownPieces$68,moreLine$68,ownLink$68,placeCode$68,shortCode$68,shortNames$68,summaryLimits$68,tableOpen$68,tableRow$68,tailLine$68}from"./program-YZBF7RAI.js";import{viewPlan}from"./chunk-35LHLDMW.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$68){let where=`${ownLink$68("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$68("the summary of the run",input.runUrl);return{text:[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`),...beyondHead(input)}}export{countsComment,planComment,planMarker};
