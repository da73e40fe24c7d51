/** gnu_dev_major(3) on a number that Node hands over as a double: beyond 32 bits without bit operators. */
export const majorOf = (rdev: number): number => ((rdev >>> 8) & 0xfff) | (Math.floor(rdev / 2 ** 32) & ~0xfff);

/** gnu_dev_minor(3). */
export const minorOf = (rdev: number): number => (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
