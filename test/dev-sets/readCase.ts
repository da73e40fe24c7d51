import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { DEFAULT_NODES } from '../../plan/privateDev/wanted.ts';
import { type HostExtras, type MadeUpHost, mountAt } from '../plan/privateDev/madeUpHost.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const entries = z.record(z.string(), z.string());
const strings = z.array(z.string());
const image = z.strictObject({ path: z.string(), format: z.string() });

/** A host in a file; README.md says what stands in it. */
const hostFile = z.strictObject({
  dev: entries,
  files: z._default(entries, {}),
  mounts: z._default(strings, []),
  fileMounts: z._default(strings, []),
  backingChains: z._default(z.record(z.string(), z.array(image)), {}),
  sysfs: z._default(z.record(z.string(), z.union([z.string(), z.strictObject({ link: z.string() })])), {}),
  defaults: z._default(strings, [...DEFAULT_NODES]),
  grants: z._default(z.array(z.strictObject({ path: z.string(), uid: z.int(), writable: z.boolean() })), []),
});

export interface DevSetCase {
  readonly xml: string;
  readonly hostName: string;
  readonly host: MadeUpHost;
  readonly extras: HostExtras;
}

/** The names of all files of a folder here that end so, without that end. */
export const namesIn = (folder: 'cases' | 'hosts', end: string): string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length));

/** The host that a case is on is named at the beginning of its first comment: `hosts/NAME.json`; `plain` otherwise. */
export function readCase(name: string): DevSetCase {
  const xml = readFileSync(join(FOLDER, 'cases', `${name}.xml`), 'utf8');
  const hostName = /^<!-- hosts\/([\w-]+)\.json: /.exec(xml)?.[1] ?? 'plain';
  const text = readFileSync(join(FOLDER, 'hosts', `${hostName}.json`), 'utf8');
  const { dev, files, mounts, fileMounts, ...extras } = hostFile.parse(JSON.parse(text));
  const preserved = [
    ...mounts.map((path) => mountAt(path)),
    ...fileMounts.map((path) => mountAt(path, { onto: 'file' })),
  ];
  return { xml, hostName, host: { ...dev, ...files }, extras: { ...extras, mounts: preserved } };
}
