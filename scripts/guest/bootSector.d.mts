export const BANNER: string;
export const POWER_OFF_KEY: number;
export const BURST_KEY: number;
export const BURST_LINES: number;
/** The sector that the BIOS loads: 512 bytes that end in 55 AA. */
export function bootSector(): Buffer;
/** Writes a raw disk image of 1 MiB that begins with the sector; the rest is a hole. Replaces what `path` was. */
export function writeBootDisk(path: string): void;
