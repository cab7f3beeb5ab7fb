import{__callDispose$11,__commonJS$11,__export$11,__glob$11,__require$11,__toESM$11,__using$11}from"./first.js";function tableOf(program){let global=program.options,rows=(command,path)=>[{path,does:command.description(),usage:command.usage(),commands:command.commands.map(below=>({name:below.name(),does:below.description()})),options:[...command===program?[]:command.options,...global].flatMap(optionRow),choices:command.registeredArguments[0]?.argChoices??[]},...command.commands.flatMap(below=>rows(below,`${path} ${below.name()}`.trim()))];return rows(program,"")}function optionRow({long,flags,description,required,argChoices}){if(long==null)return[];let[,value]=/<(.+)>$/.exec(flags)??[];return[{flag:long,does:description,takes:argChoices??(required?"anything":"nothing"),...value===void 0?{}:{value}}]}function completionFor(shell,rows){switch(shell){case"bash":return bash(rows);case"zsh":return`#compdef muster
autoload -U +X bashcompinit && bashcompinit
${bash(rows)}${firstUse}`;case"fish":return fish(rows)}}var firstUse=`[ "\${funcstack[1]}" = "_muster" ] && _bash_complete -o default -F _muster
:
`;function wordsOf({commands,options,choices}){return[...commands.map(({name})=>name),...choices,...options.map(({flag})=>flag),"--help"].join(" ")}function valuedIn(rows){return rows.flatMap(({path,options})=>options.flatMap(({flag,takes})=>takes==="nothing"?[]:[{name:`${path} ${flag}`,takes}]))}function nestedIn(rows){return rows.flatMap(({path,commands})=>path===""?[]:commands.map(({name})=>`${path} ${name}`))}function bash(rows){let words=rows.map(row=>`    "${row.path}") offered="${wordsOf(row)}" ;;`),valued=valuedIn(rows),values=valued.flatMap(({name,takes})=>takes==="anything"?[]:[`    "${name}") offered="${takes.join(" ")}" ;;`]),files=valued.flatMap(({name,takes})=>takes==="anything"?[`"${name}"`]:[]);return`_muster() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word offered="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at $word" in
      ${valued.map(({name})=>`"${name}"`).join("|")})
        [ "\${COMP_WORDS[i+1]}" != "=" ] || i=$((i + 1))
        i=$((i + 1)) ;;
      ${nestedIn(rows).map(name=>`"${name}"`).join("|")}) at="$at $word" ;;
      " "[a-z]*) at="$word" ;;
    esac
  done
  [ "$cur" != "=" ] || cur=""
  [ "$prev" != "=" ] || prev="\${COMP_WORDS[COMP_CWORD-2]}"
  COMPREPLY=()
  case "$at $prev" in
${values.join(`
`)}
    ${files.join("|")}) return ;;
  esac
  [ -n "$offered" ] || case "$at" in
${words.join(`
`)}
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -o default -F _muster muster
`}function fish(rows){let names=list=>list.map(quote).join(" "),at=`function __muster_at
    set -l at ''
    set -l isValue no
    for word in (commandline -opc)[2..-1]
        if test $isValue = yes
            set isValue no
            continue
        end
        switch "$at $word"
            case ${names(valuedIn(rows).map(({name})=>name))}
                set isValue yes
            case ${names(nestedIn(rows))}
                set at "$at $word"
            case ' -*'
                continue
            case ' *'
                set at $word
        end
    end
    test "$at" = "$argv[1]"
end`,lines=rows.flatMap(({path,commands,options,choices})=>{let line=rest=>`complete -c muster -n ${quote(`__muster_at "${path}"`)} ${rest}`;return[...commands.map(({name,does})=>line(`-f -a ${name} -d ${quote(does)}`)),...choices.length===0?[]:[line(`-f -a ${quote(choices.join(" "))}`)],...options.map(({flag,does,takes})=>{let value=takes==="nothing"?"":takes==="anything"?" -r":` -x -a ${quote(takes.join(" "))}`;return line(`-l ${flag.slice(2)}${value} -d ${quote(does)}`)})]});return`${at}
${lines.join(`
`)}
`}function quote(text){return`'${text.replaceAll("\\","\\\\").replaceAll("'","\\'")}'`}export{completionFor,tableOf};
