import{__callDispose$11,__commonJS$11,__export$11,__glob$11,__require$11,__toESM$11,__using$11}from"./first.js";function tableOf(program){let global=program.options,rows=(command,path)=>[{path,does:command.description(),usage:command.usage(),commands:command.commands.map(below=>({name:below.name(),does:below.description()})),options:[...command===program?[]:command.options,...global].flatMap(optionRow),choices:command.registeredArguments[0]?.argChoices??[]},...command.commands.flatMap(below=>rows(below,`${path} ${below.name()}`.trim()))];return rows(program,"")}function optionRow({long,flags,description,required,argChoices}){if(long==null)return[];let[,value]=/<(.+)>$/.exec(flags)??[];return[{flag:long,does:description,takes:argChoices??(required?"anything":"nothing"),...value===void 0?{}:{value}}]}function completionFor(shell,rows){switch(shell){case"bash":return bash(rows);case"zsh":return`#compdef muster
autoload -U +X bashcompinit && bashcompinit
${bash(rows)}${firstUse}`;case"fish":return fish(rows)}}var firstUse=`[ "\${funcstack[1]}" = "_muster" ] && _bash_complete -o default -F _muster
:
`;function wordsOf({commands,options,choices}){return[...commands.map(({name})=>name),...choices,...options.map(({flag})=>flag),"--help"].join(" ")}function bash(rows){let words=rows.map(row=>`    "${row.path}") offered="${wordsOf(row)}" ;;`),values=rows.flatMap(({path,options})=>options.flatMap(({flag,takes})=>typeof takes=="string"?[]:[`    "${path} ${flag}") offered="${takes.join(" ")}" ;;`])),files=rows.flatMap(({path,options})=>options.flatMap(({flag,takes})=>takes==="anything"?[`"${path} ${flag}"`]:[]));return`_muster() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word offered="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at $word" in
      " "[a-z]*) [ -z "$at" ] && at="$word" ;;
${rows.filter(({commands,path})=>path!==""&&commands.length>0).map(({path,commands})=>`      ${commands.map(({name})=>`"${path} ${name}"`).join("|")}) at="$at $word" ;;`).join(`
`)}
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
${values.join(`
`)}
    ${files.join("|")}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  [ -n "$offered" ] || case "$at" in
${words.join(`
`)}
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -o default -F _muster muster
`}function fish(rows){return`${rows.flatMap(({path,commands,options,choices})=>{let condition=path===""?"__fish_use_subcommand":path.split(" ").map(word=>`__fish_seen_subcommand_from ${word}`).join("; and "),line=rest=>`complete -c muster -n ${quote(condition)} ${rest}`;return[...commands.map(({name,does})=>line(`-f -a ${name} -d ${quote(does)}`)),...choices.length===0?[]:[line(`-f -a ${quote(choices.join(" "))}`)],...options.map(({flag,does,takes})=>{let value=takes==="nothing"?"":takes==="anything"?" -r":` -x -a ${quote(takes.join(" "))}`;return line(`-l ${flag.slice(2)}${value} -d ${quote(does)}`)})]}).join(`
`)}
`}function quote(text){return`'${text.replaceAll("\\","\\\\").replaceAll("'","\\'")}'`}export{completionFor,tableOf};
