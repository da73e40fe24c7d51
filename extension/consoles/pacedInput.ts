import type { Deadline } from '../../protocol/deadline.ts';

/**
 * A guest's line keeps 4 kB for a program that reads by lines, and some 64 kB before that; what comes beyond is lost in
 * the guest, where no back-pressure reaches. So a text goes by lines and at 20 kB/s, twice as fast as a real line.
 */
const PIECE_LENGTH = 1000;
const PIECE_MILLISECONDS = 50;

/** A text as it is typed, whole lines where they are short enough, in pieces. */
export function linePieces(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of text.replace(/\r?\n/g, '\r').match(PARTS) ?? []) {
    if (piece.length + part.length > PIECE_LENGTH) {
      pieces.push(piece);
      piece = '';
    }
    piece += part;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** A line with its end, or as much of one as goes into a piece, no character divided. */
const PARTS = /[^\r]{0,499}\r|[^\r]{1,500}/gu;

export interface PacedInput {
  /** Resolves when it has left: not before the agent took what was before it. */
  readonly send: (piece: string) => Promise<void>;
  readonly later: Deadline;
  readonly isCancelled: () => boolean;
  /** @param share what was sent of the whole just now, between 0 and 1 */
  readonly sent?: (share: number) => void;
}

/** Types a text into a console, no faster than a guest takes it. */
export async function sendPaced(text: string, { send, later, isCancelled, sent }: PacedInput): Promise<void> {
  const pieces = linePieces(text);
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) await new Promise<void>((resolve) => void later(PIECE_MILLISECONDS, resolve));
    if (isCancelled()) return;
    await send(piece);
    sent?.(1 / pieces.length);
  }
}
