/*
 * What QEMU says of itself. Names and layout as of QEMU 5 to 10: `-machine help` has two columns, `-cpu help` puts the
 * architecture before them and ends with a list of feature flags.
 */

export interface QemuName {
  readonly name: string;
  readonly doc: string;
}

export const machineTypes = (help: string): QemuName[] =>
  help
    .split('\n')
    .slice(1)
    .flatMap((line) => named(/^(\S+)\s+(\S.*)$/.exec(line)))
    .filter(({ name }) => name !== 'none');

export function cpuModels(help: string): QemuName[] {
  const [models = ''] = help.split(/\n\s*\n/);
  return models.split('\n').flatMap((line) => named(/^(?:x86 +| {2})([\w.-]+)(?:\s+(\S.*))?\s*$/.exec(line)));
}

function named(found: RegExpExecArray | null): QemuName[] {
  const [, name, doc = ''] = found ?? [];
  return name === undefined ? [] : [{ name, doc: doc.trim() }];
}
