import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';

/** What may stand where the agent kept a file, and what is said of it. */
export const HOSTILE: Readonly<Record<string, { put(path: string): void; said: string }>> = {
  'half of it': {
    put: (path) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 60)),
    said: '',
  },
  nothing: { put: (path) => writeFileSync(path, ''), said: '' },
  'a link to it': {
    put: (path) => {
      renameSync(path, `${path}.elsewhere`);
      symlinkSync(`${path}.elsewhere`, path);
    },
    said: 'ELOOP',
  },
  'a link that leads nowhere': {
    put: (path) => {
      rmSync(path);
      symlinkSync('/nowhere', path);
    },
    said: 'ELOOP',
  },
  'a FIFO': {
    put: (path) => {
      rmSync(path);
      execFileSync('mkfifo', [path]);
    },
    said: 'it is no regular file',
  },
  'a folder': {
    put: (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    said: 'it is no regular file',
  },
  'a file of 4 GiB': { put: (path) => truncateSync(path, 2 ** 32), said: 'it is longer than' },
  'a file that others may write': { put: (path) => chmodSync(path, 0o666), said: 'others may write it' },
  'bytes that are no text': { put: (path) => writeFileSync(path, Buffer.from([0x3c, 0xff, 0xfe])), said: 'not valid' },
};
