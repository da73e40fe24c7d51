/**
 * The smallest assembler that a boot sector needs: bytes, and references to labels that are resolved at the end. The
 * instructions themselves are written as bytes by whoever calls, with the mnemonic beside them.
 *
 * @typedef {number | string | { label: string } | { rel8: string } | { rel16: string } | { abs16: string } | { word: number }} Piece
 */

/** Marks the place that references by this name point to. */
export const label = (/** @type {string} */ name) => ({ label: name });

/** A signed byte: the distance from the following instruction to a label (short jumps). */
export const rel8 = (/** @type {string} */ name) => ({ rel8: name });

/** A signed 16-bit distance from the following instruction to a label (calls). */
export const rel16 = (/** @type {string} */ name) => ({ rel16: name });

/** A 16-bit address: the label's place plus the origin. */
export const abs16 = (/** @type {string} */ name) => ({ abs16: name });

/** A 16-bit constant, low byte first as x86 reads it. */
export const word = (/** @type {number} */ value) => ({ word: value });

/**
 * Turns pieces into machine code that is to run at `origin`. A string is its Latin-1 bytes.
 *
 * @param {number} origin
 * @param {Piece[]} pieces
 * @returns {Buffer}
 */
export function assemble(origin, pieces) {
  const offsets = placeLabels(pieces);
  /** @type {number[]} */
  const code = [];
  for (const piece of pieces) {
    if (typeof piece === 'number') code.push(piece);
    else if (typeof piece === 'string') code.push(...Buffer.from(piece, 'latin1'));
    else if ('word' in piece) code.push(...lowHigh(piece.word));
    else if ('abs16' in piece) code.push(...lowHigh(origin + offsetOf(offsets, piece.abs16)));
    else if ('rel16' in piece) code.push(...lowHigh(offsetOf(offsets, piece.rel16) - (code.length + 2)));
    else if ('rel8' in piece) code.push(shortDistance(offsetOf(offsets, piece.rel8), code.length + 1, piece.rel8));
  }
  return Buffer.from(code);
}

/** @param {Piece[]} pieces */
function placeLabels(pieces) {
  /** @type {Map<string, number>} */
  const offsets = new Map();
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'object' && 'label' in piece) {
      if (offsets.has(piece.label)) throw new Error(`label "${piece.label}" is there twice`);
      offsets.set(piece.label, at);
    }
    at += sizeOf(piece);
  }
  return offsets;
}

/** @param {Piece} piece */
function sizeOf(piece) {
  if (typeof piece === 'number') return 1;
  if (typeof piece === 'string') return piece.length;
  if ('label' in piece) return 0;
  return 'rel8' in piece ? 1 : 2;
}

/**
 * @param {Map<string, number>} offsets
 * @param {string} name
 */
function offsetOf(offsets, name) {
  const offset = offsets.get(name);
  if (offset === undefined) throw new Error(`no label "${name}"`);
  return offset;
}

/**
 * @param {number} target
 * @param {number} next
 * @param {string} name
 */
function shortDistance(target, next, name) {
  const distance = target - next;
  if (distance < -128 || distance > 127) throw new Error(`label "${name}" is too far for a short jump: ${distance}`);
  return distance & 0xff;
}

const lowHigh = (/** @type {number} */ value) => [value & 0xff, (value >> 8) & 0xff];
