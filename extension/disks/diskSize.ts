const UNITS: Readonly<Record<string, number>> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** As people write it, `20G`; a number alone is GiB. Undefined for what is none. */
export function readDiskSize(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d{1,7}(?:\.\d{1,3})?)\s*(?:([MGT])(?:i?B)?)?\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Number(digits) * (UNITS[(unit ?? 'G').toUpperCase()] ?? 0);
  // qemu-img counts sectors.
  return bytes >= 2 ** 20 ? Math.ceil(bytes / 512) * 512 : undefined;
}

export function diskSizeText(bytes: number): string {
  const [unit, one] = Object.entries(UNITS).findLast(([, each]) => bytes >= each) ?? ['M', 2 ** 20];
  return `${Number((bytes / one).toFixed(1))} ${unit}iB`;
}
