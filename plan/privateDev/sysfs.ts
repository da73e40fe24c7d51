/** How whoever plans reads /sys. Paths are relative to it; what is not there is undefined, or an empty list. */
export interface Sysfs {
  readonly list: (directory: string) => readonly string[];
  readonly readLink: (path: string) => string | undefined;
  readonly readText: (path: string) => string | undefined;
}

/** The last component of where a link leads: the number of an IOMMU group, the name of a driver. */
export function linkedName(sysfs: Sysfs, path: string): string | undefined {
  return sysfs.readLink(path)?.split('/').at(-1);
}

/** The number in a file that holds one, decimal or as the kernel writes ids: hexadecimal without 0x. */
export function numberIn(sysfs: Sysfs, path: string, radix: 10 | 16 = 10): number | undefined {
  const number = Number.parseInt(sysfs.readText(path) ?? '', radix);
  return Number.isNaN(number) ? undefined : number;
}
