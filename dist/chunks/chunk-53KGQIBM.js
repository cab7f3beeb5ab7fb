import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);
var kinds=["member","team","team_membership"];function membershipKey(team,member){return`${team}/${member}`}function isInvitation(state){return state==="pending"||state==="expired"||state==="failed"||state==="declined"}export{kinds,membershipKey,isInvitation};
