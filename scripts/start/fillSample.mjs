/** The samples name the guest as it lies in the system's cache folder; a copy for another folder names that one. */
const SYSTEM_CACHE = '/var/cache/virtcell/';

/**
 * @param {string} xml
 * @param {string} cache
 */
export function fillSample(xml, cache) {
  const escaped = cache.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // Only where an element's text or an attribute begins: the comment above goes on saying how the sample is used.
  return xml.replaceAll(`>${SYSTEM_CACHE}`, `>${escaped}/`).replaceAll(`='${SYSTEM_CACHE}`, `='${attribute(escaped)}/`);
}

const attribute = (/** @type {string} */ text) => text.replaceAll("'", '&apos;');
