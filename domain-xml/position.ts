/** A place in a text, zero-based, characters counted in UTF-16 code units, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** From `start` up to and not including `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A half-open span of offsets into the text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
