import{beyondHead,planReport,reportHead}from"./chunk-ZCP32HZJ.js";import{alertOpen$65,apart$65,commentLimits$65,commitCode$65,fold$65,foldAbove$65,foldLong$65,markdownPieces$65,moreLine$65,ownLink$65,placeCode$65,shortCode$65,shortNames$65,summaryLimits$65,tableOpen$65,tableRow$65,tailLine$65}from"./program-YMQNKMNA.js";import{viewPlan}from"./chunk-ANTNPOH6.js";var planMarker="<!-- muster:plan -->";function planComment(input,limits=commentLimits$65){let where=`${ownLink$65("The summary of the run",input.runUrl)} has more, the artifact \`plan.json\` everything.`;return planReport(input,{markers:[planMarker],limits,rest:where})}function countsComment(input){let views=input.plans.map(({plan})=>viewPlan(plan)),where=ownLink$65("the summary of the run",input.runUrl);return{text:[`${planMarker}
${reportHead(input,views)}`,`GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.
`].join(`

`),...beyondHead(input)}}export{countsComment,planComment,planMarker};
