/** What the guest prints before it starts its shell on ttyS0. */
export const READY_LINE: string;
export const KERNEL_ARGUMENTS: string;
/** Where the guest lies below a cache folder, whether made yet or not. */
export function linuxGuest(folder?: string): { kernel: string; initrd: string; madeFrom: string };
/** Makes what is missing and returns the paths. `say` gets a line when there is work to do. Throws with one line. */
export function ensureLinuxGuest(folder?: string, say?: (line: string) => void): { kernel: string; initrd: string };
/** Whether ensureLinuxGuest has nothing to do. */
export function isLinuxGuestMade(folder?: string): boolean;
