/** A text longer than this, in bytes of UTF-8, is not parsed. */
export const MAX_TEXT_BYTES = 1 << 20;

/** The root has depth 1. Domain XML needs about 10; a backing chain in libvirt's format nests deepest. */
export const MAX_DEPTH = 64;

/** Whether a text is longer than `limit` bytes of UTF-8. Lone surrogates count as the three bytes of U+FFFD. */
export function exceedsUtf8(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  let bytes = text.length;
  for (const { length } of text.match(/[\u0080-\u07ff]+/g) ?? []) bytes += length;
  for (const { length } of text.match(/[\u0800-\uffff]+/g) ?? []) bytes += 2 * length;
  // A pair of surrogates was counted as six bytes and takes four.
  bytes -= 2 * (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  return bytes > limit;
}
