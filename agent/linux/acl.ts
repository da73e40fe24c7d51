/* acl(5) as the xattr system.posix_acl_access carries it: linux/posix_acl_xattr.h. Little-endian, a version, then entries. */

const VERSION = 2;
const HEADER_SIZE = 4;
const ENTRY_SIZE = 8;
const NO_ID = 0xffffffff;

const TAGS = [
  { tag: 0x01, name: 'user', named: false },
  { tag: 0x02, name: 'user', named: true },
  { tag: 0x04, name: 'group', named: false },
  { tag: 0x08, name: 'group', named: true },
  { tag: 0x10, name: 'mask', named: false },
  { tag: 0x20, name: 'other', named: false },
] as const;

/**
 * The xattr in the short text form of acl(5), ids as numbers: `user::rw-,user:1000:rw-,group::---,mask::rw-,other::---`.
 *
 * @throws RangeError when the bytes are no ACL
 */
export function decodeAcl(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (
    bytes.length < HEADER_SIZE ||
    (bytes.length - HEADER_SIZE) % ENTRY_SIZE !== 0 ||
    view.getUint32(0, true) !== VERSION
  ) {
    throw new RangeError('not an ACL of version 2');
  }
  const entries: string[] = [];
  for (let at = HEADER_SIZE; at < bytes.length; at += ENTRY_SIZE) {
    const kind = TAGS.find(({ tag }) => tag === view.getUint16(at, true));
    if (!kind) throw new RangeError('an ACL entry of unknown kind');
    const id = kind.named ? String(view.getUint32(at + 4, true)) : '';
    entries.push(`${kind.name}:${id}:${permissions(view.getUint16(at + 2, true))}`);
  }
  return entries.join(',');
}

/**
 * The opposite of decodeAcl: the same bytes again.
 *
 * @throws RangeError when the text is no ACL
 */
export function encodeAcl(text: string): Uint8Array {
  const entries = text.split(',');
  const bytes = new Uint8Array(HEADER_SIZE + ENTRY_SIZE * entries.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, VERSION, true);
  for (const [index, entry] of entries.entries()) {
    const [, name, id = '', rights = ''] = ENTRY.exec(entry) ?? [];
    const kind = TAGS.find((candidate) => candidate.name === name && candidate.named === (id !== ''));
    if (!kind || Number(id) >= NO_ID) throw new RangeError(`not an ACL entry: ${entry}`);
    const at = HEADER_SIZE + ENTRY_SIZE * index;
    view.setUint16(at, kind.tag, true);
    view.setUint16(at + 2, permissionBits(rights), true);
    view.setUint32(at + 4, kind.named ? Number(id) : NO_ID, true);
  }
  return bytes;
}

const ENTRY = /^([a-z]+):(\d*):([r-][w-][x-])$/;

const permissions = (bits: number): string => `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;

const permissionBits = (text: string): number =>
  (text[0] === 'r' ? 4 : 0) | (text[1] === 'w' ? 2 : 0) | (text[2] === 'x' ? 1 : 0);
