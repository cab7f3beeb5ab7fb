import"./chunk-WD2YB7LC.js";function tableOf(program){let global=program.options,rows=(command,path)=>[{path,does:command.description(),commands:command.commands.map(below=>({name:below.name(),does:below.description()})),options:[...command===program?[]:command.options,...global].flatMap(optionRow),choices:command.registeredArguments[0]?.argChoices??[]},...command.commands.flatMap(below=>rows(below,`${path} ${below.name()}`.trim()))];return rows(program,"")}function optionRow({long,description,required,argChoices}){return long==null?[]:[{flag:long,does:description,takes:argChoices??(required?"anything":"nothing")}]}function completionFor(shell,rows){switch(shell){case"bash":return bash(rows);case"zsh":return`#compdef muster
autoload -U +X bashcompinit && bashcompinit
${bash(rows)}`;case"fish":return fish(rows)}}function wordsOf({commands,options,choices}){return[...commands.map(({name})=>name),...choices,...options.map(({flag})=>flag),"--help"].join(" ")}function bash(rows){let words=rows.map(row=>`    "${row.path}") words="${wordsOf(row)}" ;;`),values=rows.flatMap(({path,options})=>options.flatMap(({flag,takes})=>typeof takes=="string"?[]:[`    "${path} ${flag}") words="${takes.join(" ")}" ;;`])),files=rows.flatMap(({path,options})=>options.flatMap(({flag,takes})=>takes==="anything"?[`"${path} ${flag}"`]:[]));return`_muster() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$path $word" in
      " "[a-z]*) [ -z "$path" ] && path="$word" ;;
${rows.filter(({commands,path})=>path!==""&&commands.length>0).map(({path,commands})=>`      ${commands.map(({name})=>`"${path} ${name}"`).join("|")}) path="$path $word" ;;`).join(`
`)}
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${values.join(`
`)}
    ${files.join("|")}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  [ -n "$words" ] || case "$path" in
${words.join(`
`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _muster muster
`}function fish(rows){return`${rows.flatMap(({path,commands,options,choices})=>{let condition=path===""?"__fish_use_subcommand":path.split(" ").map(word=>`__fish_seen_subcommand_from ${word}`).join("; and "),line=rest=>`complete -c muster -n ${quote(condition)} ${rest}`;return[...commands.map(({name,does})=>line(`-f -a ${name} -d ${quote(does)}`)),...choices.length===0?[]:[line(`-f -a ${quote(choices.join(" "))}`)],...options.map(({flag,does,takes})=>{let value=takes==="nothing"?"":takes==="anything"?" -r":` -x -a ${quote(takes.join(" "))}`;return line(`-l ${flag.slice(2)}${value} -d ${quote(does)}`)})]}).join(`
`)}
`}function quote(text){return`'${text.replaceAll("\\","\\\\").replaceAll("'","\\'")}'`}export{completionFor,tableOf};
