import{allowedActions,isLocalAction,isPinned,pins,publishedAction}from"./chunk-VYX73OFP.js";import"./chunk-WD2YB7LC.js";export{allowedActions,isLocalAction,isPinned,pins,publishedAction};
