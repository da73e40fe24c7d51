import { openSync, writeSync } from 'node:fs';

/*
 * Part of a program that is built for a test: it writes down every call that the product makes of the kernel, and lets
 * one of them fail. A launcher's are counted from where the spec was read; other programs say from where.
 */

/** One call, as it was asked for. What is neither text, number nor bytes is null. */
export interface Call {
  readonly step: string;
  readonly name: string;
  readonly values: readonly (string | number | null)[];
}

/** What to let fail: `CALL:ERRNO`, the call by its number; nothing when it is not set. */
export const FAILING_CALL = 'FAILING_CALL';
/** The file that gets a line of JSON for each call. */
export const CALL_LIST = 'CALL_LIST';

let [failing = '', errno = ''] = (process.env[FAILING_CALL] ?? '').split(':');
/** Opened before the launcher becomes somebody who may not. */
const list = process.env[CALL_LIST] ? openSync(process.env[CALL_LIST], 'a') : undefined;
let step: string | undefined;
let calls: Call[] = [];

/** A step begins; the first one is told before any call that counts. */
export function beginStep(name: string): void {
  step = name === 'warm' ? undefined : name;
}

/** Counts from one again. @param toFail as FAILING_CALL has it */
export function countFrom(name: string, toFail = ''): void {
  [failing = '', errno = ''] = toFail.split(':');
  calls = [];
  step = name;
}

/** The calls that were counted; from here on none is, and none fails. */
export function endCount(): readonly Call[] {
  step = undefined;
  return calls;
}

/** Notes a call; gives the errno's name where this call is to fail instead of being made. */
export function noteCall(name: string, values: readonly unknown[]): string | undefined {
  if (step === undefined) return undefined;
  const call: Call = { step, name, values: values.map(plain) };
  if (list !== undefined) writeSync(list, `${JSON.stringify(call)}\n`);
  return calls.push(call) === Number(failing) ? errno : undefined;
}

function plain(value: unknown): Call['values'][number] {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1').replaceAll('\0', '');
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
