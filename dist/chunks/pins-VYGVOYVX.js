import{allowedActions,isLocalAction,isPinned,pins,publishedAction}from"./chunk-7M2K4JLE.js";import"./chunk-WD2YB7LC.js";export{allowedActions,isLocalAction,isPinned,pins,publishedAction};
