import{beyondHead,planReport,reportHead}from"./chunk-N7YXTXDJ.js";import{alertOpen$66,apart$66,commentLimits$66,commitCode$66,fold$66,foldAbove$66,foldLong$66,markdownPieces$66,moreLine$66,ownLink$66,placeCode$66,shortCode$66,shortNames$66,summaryLimits$66,tableOpen$66,tableRow$66,tailLine$66}from"./program-TNEJXXQS.js";import{viewPlan}from"./chunk-G2M2QS5V.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$66){let where=`${ownLink$66("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$66("the summary of the run",input.runUrl);return{text:[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`),...beyondHead(input)}}export{countsComment,planComment,planMarker};
