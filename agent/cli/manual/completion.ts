import { VirtcellError } from '../../../protocol/errors.ts';
import type { DomainEntry } from '../../../protocol/methods.ts';
import { type Arguments, socketPath, UsageError } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printLine, type Terminal } from '../terminal.ts';
import { candidates, type Known } from './candidates.ts';

/*
 * The shells' scripts only ask: what may follow is worked out here, from the table of verbs. They call
 * `virtcell completion answer WORD…` with the words up to the cursor, the last one as far as it is typed, and get a
 * candidate a line, a tab before its meaning; or `:files`.
 */

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_virtcell() {
  local found cur=\${COMP_WORDS[COMP_CWORD]}
  found=$("\${COMP_WORDS[0]}" completion answer -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  COMPREPLY=()
  if [[ $found == :files ]]; then compopt -o default; return; fi
  [[ -n $found ]] && mapfile -t COMPREPLY < <(cut -f1 <<<"$found")
  return 0
}
complete -F _virtcell virtcell`,
  zsh: `#compdef virtcell
_virtcell() {
  local found
  found=$("\${words[1]}" completion answer -- "\${(@)words[2,CURRENT]}" 2>/dev/null) || return 1
  if [[ $found == :files ]]; then _files; return; fi
  local -a candidates
  candidates=("\${(@f)\${found//:/\\\\:}}")
  candidates=("\${(@)candidates//$'\\t'/:}")
  [[ -n $found ]] && _describe virtcell candidates
}
compdef _virtcell virtcell`,
  fish: `function __virtcell
  set -l found (virtcell completion answer -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
  if test "$found" = ":files"
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $found
  end
end
complete -c virtcell -f -a '(__virtcell)'`,
};

export async function completion({ words: [shell = ''] }: Arguments<object>, terminal: Terminal): Promise<number> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) throw new UsageError(`${shell}: there is ${Object.keys(SCRIPTS).join(', ')}`);
  printLine(terminal, script);
  return EXIT_DONE;
}

export async function completionAnswer({ words }: Arguments<object>, terminal: Terminal): Promise<number> {
  const found = await candidates(words, knownToAgent(terminal));
  const lines = found === 'files' ? [':files'] : found.map((candidate) => candidate.filter(Boolean).join('\t'));
  for (const line of lines) printLine(terminal, line);
  return EXIT_DONE;
}

/** Whoever completes a name sees no error: without an agent there are no names. */
function knownToAgent(terminal: Terminal): Known {
  const all = async (): Promise<readonly DomainEntry[]> => {
    try {
      const answer = await withAgent(socketPath(terminal, {}), (agent) => agent.request('list', { all: true }));
      return answer.domains;
    } catch (error) {
      if (error instanceof VirtcellError) return [];
      throw error;
    }
  };
  return {
    domains: async () => (await all()).map(({ name }) => name),
    consoles: async (domain) =>
      (await all())
        .filter(({ name, uuid }) => name === domain || uuid === domain)
        .flatMap(({ consoles }) => consoles.map(({ alias }) => alias)),
  };
}
