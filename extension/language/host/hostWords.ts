import { readdir } from 'node:fs/promises';
import type { HostWord } from '../../../domain-xml/assist/completion.ts';
import type { HostThing } from '../../../domain-xml/schema/hostThing.ts';
import type { L10n } from '../../l10n.ts';
import { type FoundFile, hostFiles } from './hostFiles.ts';
import { type HostNode, hostNodes, meantNodes } from './hostNodes.ts';
import { ifThere } from './ifThere.ts';
import type { QemuNames } from './qemuNames.ts';
import { trustedEmulator } from './trustedEmulator.ts';

/** Where and for what words are wanted. */
export interface WordPlace {
  /** The document's folder, if it is on this host. */
  readonly near: string | undefined;
  readonly before: string;
  /** As the document has it. */
  readonly emulator: string | undefined;
  /** Undefined where no program may be run, as in a folder that the user does not trust. */
  readonly qemu: QemuNames | undefined;
  readonly findInWorkspace: (names: readonly string[]) => Promise<readonly string[]>;
  readonly l10n: L10n;
}

/** As the agent has it. */
const USUAL_EMULATOR = '/usr/bin/qemu-system-x86_64';
const EMULATOR_FOLDERS = ['/usr/bin', '/usr/local/bin', '/usr/libexec'];

/** What of that kind is on this host now. */
export async function hostWords(thing: HostThing, place: WordPlace): Promise<HostWord[]> {
  switch (thing.kind) {
    case 'node':
      return meantNodes(await hostNodes(), thing).map((node) => nodeWord(node, place.l10n));
    case 'file': {
      const [near, inWorkspace] = await Promise.all([
        hostFiles({ ...thing, ...place }),
        place.findInWorkspace(thing.names),
      ]);
      const known = new Set(near.map(({ path }) => path));
      const further = inWorkspace.filter((path) => !known.has(path)).map((path) => ({ path, isFolder: false }));
      return [...near, ...further].map((file) => fileWord(file, place.l10n));
    }
    case 'emulator':
      return emulators();
    case 'machine-type':
    case 'cpu-model': {
      const names = (await place.qemu?.of(place.emulator ?? USUAL_EMULATOR, thing.kind)) ?? [];
      return names.map(({ name, doc }) => ({ value: name, doc }));
    }
  }
}

function nodeWord({ path, kind, leadsTo }: HostNode, l10n: L10n): HostWord {
  const what = kind === 'block' ? l10n.t('A block device.') : l10n.t('A character device.');
  return { value: path, doc: leadsTo === undefined ? what : `${what} ${l10n.t('Leads to {0}.', leadsTo)}` };
}

const fileWord = ({ path, isFolder }: FoundFile, l10n: L10n): HostWord =>
  isFolder ? { value: path, doc: l10n.t('A folder.'), goesOn: true } : { value: path, doc: '' };

async function emulators(): Promise<HostWord[]> {
  const found = await Promise.all(
    EMULATOR_FOLDERS.map(async (folder) =>
      ((await ifThere(() => readdir(folder))) ?? []).map((name) => `${folder}/${name}`),
    ),
  );
  const named = found.flat().filter((path) => /\/(qemu-system-(x86_64|i386)|qemu-kvm)$/.test(path));
  return named.filter((path) => trustedEmulator(path) !== undefined).map((value) => ({ value, doc: '' }));
}
