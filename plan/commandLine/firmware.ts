import type { Domain, Os } from '../../domain-xml/model/domain.ts';
import { type Arguments, keyValues } from './optionText.ts';

const FLASH = 'pflash0-format';
const VARIABLES = 'pflash1-format';

/** Firmware that the domain brings: a BIOS by its path, a flash as block nodes that `flashOf` names to the machine. */
export function firmware({ os: { loader, nvram, dtb } }: Domain): Arguments {
  return [
    ...(loader?.type === 'rom' ? ['-bios', loader.path] : []),
    ...(loader?.type === 'pflash' ? flash('pflash0', FLASH, loader.path, loader.readonly) : []),
    ...(nvram ? flash('pflash1', VARIABLES, nvram.path, false) : []),
    ...(dtb ? ['-dtb', dtb.path] : []),
  ];
}

/** The machine's properties for these flashes. */
export const flashOf = ({ loader, nvram }: Os): readonly (readonly [string, string | undefined])[] => [
  ['pflash0', loader?.type === 'pflash' ? FLASH : undefined],
  ['pflash1', nvram && VARIABLES],
];

function flash(name: string, node: string, path: string, readonly: boolean): Arguments {
  const storage = `${name}-storage`;
  const file = { driver: 'file', filename: path, 'node-name': storage, 'auto-read-only': true, discard: 'unmap' };
  const format = { 'node-name': node, 'read-only': readonly, driver: 'raw', file: storage };
  return ['-blockdev', JSON.stringify(file), '-blockdev', JSON.stringify(format)];
}

/** The host's TPM. To cancel a command QEMU would write to a file of /sys that is not its own; it is given nothing. */
export function tpm({ tpm: host }: Domain): Arguments {
  if (!host) return [];
  const backend = keyValues([
    ['', 'passthrough'],
    ['id', `tpm-${host.alias}`],
    ['path', host.file.path],
    ['cancel-path', '/dev/null'],
  ]);
  return [
    '-tpmdev',
    backend,
    '-device',
    JSON.stringify({ driver: host.model, tpmdev: `tpm-${host.alias}`, id: host.alias }),
  ];
}
