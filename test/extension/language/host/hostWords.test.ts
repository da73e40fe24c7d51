import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { file, node } from '../../../../domain-xml/schema/hostThing.ts';
import { hostWords, type WordPlace } from '../../../../extension/language/host/hostWords.ts';
import { english } from '../../l10n.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-words-'));
  writeFileSync(join(folder, 'disk.img'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const place = (given: Partial<WordPlace> = {}): WordPlace => ({
  near: undefined,
  before: '',
  emulator: undefined,
  qemu: undefined,
  findInWorkspace: async () => [],
  l10n: english,
  ...given,
});

test('nodes are told with what they are', async () => {
  expect(await hostWords(node('char', /^\/dev\/(null|pts)/), place())).toEqual([
    { value: '/dev/null', doc: 'A character device.' },
  ]);
});

test('a file that is near and in the workspace is one', async () => {
  const near = join(folder, 'disk.img');
  const asked: (readonly string[])[] = [];
  const words = await hostWords(
    file(['*.img']),
    place({
      near: folder,
      findInWorkspace: async (names) => {
        asked.push(names);
        return [near, '/elsewhere/b.img'];
      },
    }),
  );
  expect(words.map(({ value }) => value)).toEqual([near, '/elsewhere/b.img']);
  expect(asked).toEqual([['*.img']]);
});

test('a folder on the way of a typed path is gone on from', async () => {
  const words = await hostWords(file(['*.img']), place({ before: `${tmpdir()}/virtcell-words` }));
  expect(words).toContainEqual({ value: `${folder}/`, doc: 'A folder.', goesOn: true });
});

test('where no program may be run QEMU is not asked', async () => {
  expect(await hostWords({ kind: 'machine-type' }, place())).toEqual([]);
  expect(await hostWords({ kind: 'cpu-model' }, place({ emulator: '/usr/bin/qemu-system-x86_64' }))).toEqual([]);
});
