/** Counts up with every change that an older editor or agent would misunderstand. */
export const PROTOCOL_VERSION = 7;

/** The product's version, as package.json has it. */
export const VERSION = '0.1.0';
