function isOffline(result){return"offline"in result}function isPlanned(result){return"connected"in result}export{isOffline,isPlanned};
