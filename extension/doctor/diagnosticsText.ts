import type { DoctorCheck } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import { redacted } from './redact.ts';

/** All that the document is made from. */
export interface Diagnostics {
  readonly versions: { readonly extension: string; readonly editor: string; readonly language: string };
  /** Where the editor runs its extension: nothing on the machine itself, else `ssh-remote` and the like. */
  readonly remote: string | undefined;
  readonly socket: string;
  /** Where the link stands, and what leads on, in words. */
  readonly link: string;
  readonly here: readonly DoctorCheck[];
  /** Undefined without an agent. */
  readonly agent: readonly DoctorCheck[] | undefined;
  readonly log: { readonly lines: readonly string[] } | { readonly reason: string };
  readonly home: string;
}

/** What the doctor shows and what is copied: the same text, for people, that names no secret. */
export function diagnosticsText(facts: Diagnostics, l10n: L10n): string {
  const { versions, remote, socket, link, here, agent, log } = facts;
  const where = remote === undefined ? '' : ` (${remote})`;
  const lines = [
    `Virtcell ${versions.extension}, VS Code ${versions.editor}${where}, ${versions.language}`,
    `${l10n.t('Agent')}: ${link}`,
    `${l10n.t('Socket')}: ${socket}`,
    '',
    l10n.t('As you see this machine'),
    ...here.flatMap(checkLines),
    '',
    l10n.t('As the agent sees it'),
    ...(agent?.flatMap(checkLines) ?? [`  ${l10n.t('There is no agent to ask.')}`]),
    '',
    l10n.t('The end of the agent’s log'),
    ...logLines(log, l10n).map((line) => `  ${line}`),
  ];
  return `${redacted(lines.join('\n'), facts.home)}\n`;
}

function logLines(log: Diagnostics['log'], l10n: L10n): readonly string[] {
  if ('reason' in log) return [log.reason];
  return log.lines.length > 0 ? log.lines : [l10n.t('It has no lines.')];
}

/** As `virtcell doctor` prints them: how it went is a word, and no colour. */
function checkLines({ name, ok, detail, hint }: DoctorCheck): string[] {
  const line = `  ${ok ? 'ok  ' : 'FAIL'} ${name}: ${detail}`;
  return hint === undefined ? [line] : [line, `       ${hint}`];
}
