var checkAreas=["files","workflow","keys","code owners","GitHub"];function isComplete(checks){return checks.every(check=>check.status!=="missing")}export{checkAreas,isComplete};
