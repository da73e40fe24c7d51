import { isMethod, type Method } from '../../protocol/methods.ts';
import type { Caller } from '../access/caller.ts';

/** One line for each verb that changes something, and for each connection refused. Never XML, never what was typed. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly time: string;
  /** Null where the kernel could not say who connected. */
  readonly uid: number | null;
  readonly pid: number | null;
  readonly verb: string;
  /** Null where the verb failed before its domain's name was known. */
  readonly domain: string | null;
  /** `ok` or the error's code. */
  readonly result: string;
}

export type Audit = (entry: AuditEntry) => void;

/** Whoever adds a method that only looks says so here: any other is in the audit. */
const LOOKING: ReadonlySet<string> = new Set<Method>([
  ...(['hello', 'subscribe', 'doctor', 'plan', 'changes'] as const),
  ...(['list', 'dominfo', 'dumpxml', 'dev', 'consoleLog'] as const),
]);

export const isPrivileged = (verb: string): boolean => isMethod(verb) && !LOOKING.has(verb);

export function auditEntry(
  caller: Caller | undefined,
  verb: string,
  domain: string | null,
  result: string,
): AuditEntry {
  const { uid = null, pid = null } = caller ?? {};
  return { time: new Date().toISOString(), uid, pid, verb, domain, result };
}

/** The name in a verb's parameters or in its answer, whichever has one. */
export function nameIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null;
  return typeof value.name === 'string' ? value.name : null;
}
