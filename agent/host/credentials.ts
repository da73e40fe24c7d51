import { readFileSync } from 'node:fs';
import type { Identity } from './asCaller.ts';

/**
 * Whom a process runs as, as the kernel has it: proc_pid_status(5).
 *
 * @throws the error of reading /proc when there is no such process
 */
export function credentialsOf(pid: number): Identity {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // Real, effective, saved, and for files.
  const effective = (name: string): number => numbers(status, name)[1] ?? Number.NaN;
  return { uid: effective('Uid'), gid: effective('Gid'), groups: numbers(status, 'Groups') };
}

const numbers = (status: string, name: string): number[] =>
  (new RegExp(`^${name}:[\\t ]*(.*)$`, 'm').exec(status)?.[1] ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
