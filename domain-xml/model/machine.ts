/** QEMU's machine type when the XML names none. */
export const DEFAULT_MACHINE = 'pc';

/** Which of the two chipsets a machine type has. */
export type Chipset = 'i440fx' | 'q35';

/** `q35` and `pc-q35-…` have q35, every other PC i440fx. */
export function chipsetOf(machine: string): Chipset {
  return machine === 'q35' || machine.startsWith('pc-q35-') ? 'q35' : 'i440fx';
}
