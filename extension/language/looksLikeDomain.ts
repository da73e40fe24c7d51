export const DOMAIN_LANGUAGE = 'virtcell-domain';

/** Longer prologues are not looked into. */
const PROLOGUE_CHARACTERS = 16 << 10;

/** Whether a text may have `<domain>` as its root, by a cheap look at its beginning: most XML files are something else. */
export const looksLikeDomain = (text: string): boolean => /<domain[\s/>]/.test(text.slice(0, PROLOGUE_CHARACTERS));
