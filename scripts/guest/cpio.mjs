/**
 * Writes cpio archives in the form that the kernel unpacks as its first filesystem ("newc", see the kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst). Device nodes are only entries, so no root is needed.
 * Times and owners are 0: the same input is the same archive.
 *
 * @typedef {object} Entry
 * @property {string} path           without a leading slash; its folders come before it
 * @property {'directory' | 'file' | 'link' | 'char'} kind
 * @property {number} [mode]         permission bits
 * @property {string | Buffer} [data] a file's content or a link's target
 * @property {[number, number]} [device] a node's major and minor
 */

const KINDS = { directory: 0o040000, file: 0o100000, link: 0o120000, char: 0o020000 };
const PERMISSIONS = { directory: 0o755, file: 0o644, link: 0o777, char: 0o600 };

/** @param {Entry[]} entries */
export function cpioArchive(entries) {
  const parts = entries.flatMap((entry, index) => member(entry, index + 1));
  return Buffer.concat([...parts, ...member({ path: 'TRAILER!!!', kind: 'file', mode: 0 }, 0)]);
}

/** @param {Entry} entry @param {number} inode */
function member(entry, inode) {
  const data = Buffer.from(entry.data ?? '');
  const name = Buffer.from(`${entry.path}\0`);
  const [major, minor] = entry.device ?? [0, 0];
  const type = entry.path === 'TRAILER!!!' ? 0 : KINDS[entry.kind];
  const fields = [
    ...[inode, type | (entry.mode ?? PERMISSIONS[entry.kind])],
    ...[0, 0, entry.kind === 'directory' ? 2 : 1, 0], // uid, gid, links, time
    ...[data.length, 0, 0, major, minor, name.length, 0], // archive's device before the node's, no checksum after
  ];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return [padded(Buffer.concat([Buffer.from(header), name])), padded(data)];
}

/** Header with name, and data, each end at a multiple of four bytes. */
function padded(/** @type {Buffer} */ part) {
  return Buffer.concat([part, Buffer.alloc((4 - (part.length % 4)) % 4)]);
}
