/** The scheme of texts that are only looked at. */
export const SHOWN_SCHEME = 'virtcell-show';
