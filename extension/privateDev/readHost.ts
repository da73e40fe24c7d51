import { readFile } from 'node:fs/promises';
import type { DevReport, DevReportNode } from '../../protocol/methods.ts';
import { type Accounts, readAccounts } from './accounts.ts';
import { hiddenNodes } from './hiddenNodes.ts';
import { userEyes } from './hostEyes.ts';

/** What this host calls its users and groups; a file that cannot be read names nobody. */
export async function hostAccounts(): Promise<Accounts> {
  const [passwd, group] = await Promise.all(['/etc/passwd', '/etc/group'].map(textOf));
  return readAccounts(passwd ?? '', group ?? '');
}

/** Names are for people: without them numbers are shown, whatever the reason. */
const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

export const hiddenOnHost = (report: DevReport): DevReportNode[] => hiddenNodes(report, userEyes);
