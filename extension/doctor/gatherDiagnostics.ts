import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { AgentLink } from '../link/agentLink.ts';
import { type AgentPlace, linkWords } from '../link/linkWords.ts';
import { agentLogTail } from './agentLog.ts';
import { diagnosticsText } from './diagnosticsText.ts';
import { hostChecks, userSight } from './hostChecks.ts';

export interface DoctorDeps {
  readonly version: string;
  readonly link: AgentLink;
  readonly place: AgentPlace;
  readonly log: vscode.LogOutputChannel;
}

/** All that the doctor looks at, now. */
export async function gatherDiagnostics({ version, link, place }: DoctorDeps): Promise<string> {
  await link.connect();
  const { state } = link;
  const { text } = linkWords(state, place, vscode.l10n);
  const agent = state.kind === 'connected' ? (await link.request('doctor', {})).checks : undefined;
  return diagnosticsText(
    {
      versions: { extension: version, editor: vscode.version, language: vscode.env.language },
      remote: vscode.env.remoteName,
      socket: place.socket,
      link: 'error' in state ? `${text} [${state.error.code}]` : text,
      here: hostChecks(userSight, vscode.l10n),
      agent,
      log: await agentLogTail(),
      home: homedir(),
    },
    vscode.l10n,
  );
}
