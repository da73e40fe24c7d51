/*
 * Character classes of XML 1.0, fifth edition (§2.2, §2.3), on UTF-16 code units. A pair of surrogates stands for
 * U+10000–U+EFFFF, all of which may be in a name, when its first half is below DB80; halves that stand alone are found
 * by ILLEGAL_CHARACTERS.
 */

const NAME_START =
  /[:A-Z_a-z\u{c0}-\u{d6}\u{d8}-\u{f6}\u{f8}-\u{2ff}\u{370}-\u{37d}\u{37f}-\u{1fff}\u{200c}-\u{200d}\u{2070}-\u{218f}\u{2c00}-\u{2fef}\u{3001}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{fffd}]/u;
const NAME_FURTHER = /[-.0-9\u{b7}]|[\u{300}-\u{36f}]|[\u{203f}-\u{2040}]/u;

/** Everything that may not be in a document at all, not even in a comment. */
export const ILLEGAL_CHARACTERS = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+/gu;

/** Whether a code unit, or −1 for the end of the text, can begin a name. */
export function isNameStart(code: number): boolean {
  if (code < 0) return false;
  if (code < 0x80) return isAsciiLetter(code) || code === 0x5f || code === 0x3a;
  if (code >= 0xd800 && code <= 0xdb7f) return true;
  return NAME_START.test(String.fromCharCode(code));
}

export function isNameCharacter(code: number): boolean {
  if (isNameStart(code)) return true;
  if (code < 0x80) return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e;
  if (code >= 0xdc00 && code <= 0xdfff) return true;
  return NAME_FURTHER.test(String.fromCharCode(code));
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** Whether a code point may be written as a numeric reference: the same set as in the text itself. */
export function isLegalCodePoint(point: number): boolean {
  if (point < 0x20) return point === 0x09 || point === 0x0a || point === 0x0d;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}
