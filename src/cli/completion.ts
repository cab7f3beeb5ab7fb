/** The table of commands as scripts that complete them, in bash, zsh and fish. */
import type { Command, Option } from "commander";

/** What can follow one command: its own commands, and its options with what they take. */
export interface Row {
  /** Words from the program's name on: "journal verify". Empty for the program itself. */
  readonly path: string;
  readonly does: string;
  /** What comes after it: "[options] <who>". */
  readonly usage: string;
  readonly commands: readonly { readonly name: string; readonly does: string }[];
  readonly options: readonly {
    readonly flag: string;
    readonly does: string;
    readonly takes: "nothing" | "anything" | readonly string[];
    /** What its value is called; absent where it takes none. */
    readonly value?: string;
  }[];
  /** What its first argument can be, where that is known. */
  readonly choices: readonly string[];
}

/** One row for the program and for each command, in the order of help. */
export function tableOf(program: Command): Row[] {
  const global = program.options;
  const rows = (command: Command, path: string): Row[] => [
    {
      path,
      does: command.description(),
      usage: command.usage(),
      commands: command.commands.map((below) => ({ name: below.name(), does: below.description() })),
      options: [...(command === program ? [] : command.options), ...global].flatMap(optionRow),
      choices: command.registeredArguments[0]?.argChoices ?? [],
    },
    ...command.commands.flatMap((below) => rows(below, `${path} ${below.name()}`.trim())),
  ];
  return rows(program, "");
}

function optionRow({ long, flags, description, required, argChoices }: Option): Row["options"] {
  if (long === undefined || long === null) return [];
  const [, value] = /<(.+)>$/.exec(flags) ?? [];
  const takes = argChoices ?? (required ? "anything" : "nothing");
  return [{ flag: long, does: description, takes, ...(value === undefined ? {} : { value }) }];
}

/** The script of a shell. */
export function completionFor(shell: "bash" | "zsh" | "fish", rows: readonly Row[]): string {
  switch (shell) {
    case "bash":
      return bash(rows);
    case "zsh":
      return `#compdef muster\nautoload -U +X bashcompinit && bashcompinit\n${bash(rows)}${firstUse}`;
    case "fish":
      return fish(rows);
  }
}

/** Put into a folder of functions, zsh reads the script at the first completion, which is to offer something as well. */
const firstUse = `[ "\${funcstack[1]}" = "_muster" ] && _bash_complete -o default -F _muster\n:\n`;

function wordsOf({ commands, options, choices }: Row): string {
  return [...commands.map(({ name }) => name), ...choices, ...options.map(({ flag }) => flag), "--help"].join(
    " ",
  );
}

/** "path --flag" of each option that takes a value: the word after it is none of the program's. */
function valuedIn(
  rows: readonly Row[],
): { readonly name: string; readonly takes: "anything" | readonly string[] }[] {
  return rows.flatMap(({ path, options }) =>
    options.flatMap(({ flag, takes }) => (takes === "nothing" ? [] : [{ name: `${path} ${flag}`, takes }])),
  );
}

/** "journal verify" and whatever else is a command below another. */
function nestedIn(rows: readonly Row[]): string[] {
  return rows.flatMap(({ path, commands }) =>
    path === "" ? [] : commands.map(({ name }) => `${path} ${name}`),
  );
}

/**
 * Folders and files are the shell's own to complete, which quotes their names, wherever nothing is offered. In zsh, where it
 * runs too, `path` and `words` are names of its own. Bash takes the "=" of `--access=DIR` for a word.
 */
function bash(rows: readonly Row[]): string {
  const words = rows.map((row) => `    "${row.path}") offered="${wordsOf(row)}" ;;`);
  const valued = valuedIn(rows);
  const values = valued.flatMap(({ name, takes }) =>
    takes === "anything" ? [] : [`    "${name}") offered="${takes.join(" ")}" ;;`],
  );
  const files = valued.flatMap(({ name, takes }) => (takes === "anything" ? [`"${name}"`] : []));
  return `_muster() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word offered="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at $word" in
      ${valued.map(({ name }) => `"${name}"`).join("|")})
        [ "\${COMP_WORDS[i+1]}" != "=" ] || i=$((i + 1))
        i=$((i + 1)) ;;
      ${nestedIn(rows)
        .map((name) => `"${name}"`)
        .join("|")}) at="$at $word" ;;
      " "[a-z]*) at="$word" ;;
    esac
  done
  [ "$cur" != "=" ] || cur=""
  [ "$prev" != "=" ] || prev="\${COMP_WORDS[COMP_CWORD-2]}"
  COMPREPLY=()
  case "$at $prev" in
${values.join("\n")}
    ${files.join("|")}) return ;;
  esac
  [ -n "$offered" ] || case "$at" in
${words.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -o default -F _muster muster
`;
}

/** `__muster_at` tells whether the words so far lead to a command: values of options are none of them. */
function fish(rows: readonly Row[]): string {
  const names = (list: readonly string[]): string => list.map(quote).join(" ");
  const at = `function __muster_at
    set -l at ''
    set -l isValue no
    for word in (commandline -opc)[2..-1]
        if test $isValue = yes
            set isValue no
            continue
        end
        switch "$at $word"
            case ${names(valuedIn(rows).map(({ name }) => name))}
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
end`;
  const lines = rows.flatMap(({ path, commands, options, choices }) => {
    const line = (rest: string): string => `complete -c muster -n ${quote(`__muster_at "${path}"`)} ${rest}`;
    return [
      ...commands.map(({ name, does }) => line(`-f -a ${name} -d ${quote(does)}`)),
      ...(choices.length === 0 ? [] : [line(`-f -a ${quote(choices.join(" "))}`)]),
      ...options.map(({ flag, does, takes }) => {
        const value =
          takes === "nothing" ? "" : takes === "anything" ? " -r" : ` -x -a ${quote(takes.join(" "))}`;
        return line(`-l ${flag.slice(2)}${value} -d ${quote(does)}`);
      }),
    ];
  });
  return `${at}\n${lines.join("\n")}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
