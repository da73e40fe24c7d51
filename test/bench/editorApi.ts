/*
 * What of the editor's API turns findings into the editor's own values, for a process that is no extension host. The
 * bench's bundle takes it for `vscode`. As in the editor, a position is checked and a range is put in order.
 */

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    if (line < 0 || character < 0) throw new Error('a position is not negative');
    this.line = line;
    this.character = character;
  }

  isAfter(other: Position): boolean {
    return this.line === other.line ? this.character > other.character : this.line > other.line;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    const [start, end] = [new Position(startLine, startCharacter), new Position(endLine, endCharacter)];
    [this.start, this.end] = start.isAfter(end) ? [end, start] : [start, end];
  }
}

export class Diagnostic {
  source: string | undefined;
  code: unknown;
  readonly range: Range;
  readonly message: string;
  readonly severity: number;

  constructor(range: Range, message: string, severity: number) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class TextEdit {
  readonly range: Range;
  readonly newText: string;

  constructor(range: Range, newText: string) {
    this.range = range;
    this.newText = newText;
  }
}

export class Uri {
  readonly path: string;
  readonly fragment: string;

  constructor(path: string, fragment = '') {
    this.path = path;
    this.fragment = fragment;
  }

  static joinPath({ path }: Uri, ...parts: readonly string[]): Uri {
    return new Uri([path, ...parts].join('/'));
  }

  with({ fragment }: { readonly fragment: string }): Uri {
    return new Uri(this.path, fragment);
  }
}

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2 };
export const extensions = { getExtension: () => ({ extensionUri: new Uri('/extension') }) };
