import{allowedActions,isLocalAction,isPinned,pins,publishedAction}from"./chunk-TZKKPXZ4.js";import"./chunk-WD2YB7LC.js";export{allowedActions,isLocalAction,isPinned,pins,publishedAction};
