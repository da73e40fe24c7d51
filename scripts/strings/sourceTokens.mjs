/** TypeScript's text cut into strings and what is between them: enough to find the calls that take a string. */

/**
 * `code` is as it stands, without comments; `string` is a literal's value; `template` is one with substitutions, whose
 * code follows.
 *
 * @typedef {{ kind: 'code' | 'string' | 'template', text: string, line: number }} Token
 */

/** A slash after one of these begins a regular expression: a value cannot end so. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+]|=>|\breturn)\s*$/;

const ESCAPES = /** @type {Record<string, string>} */ ({ n: '\n', t: '\t' });

/**
 * @param {string} source
 * @returns {Token[]}
 */
export function sourceTokens(source) {
  /** @type {Token[]} */
  const tokens = [];
  let code = '';
  let at = 0;
  const line = () => source.slice(0, at).split('\n').length;
  const endCode = () => {
    if (code.trim() !== '') tokens.push({ kind: 'code', text: code, line: line() });
    code = '';
  };
  /** Up to the end of the source, or to the brace that closes a substitution. */
  const scanCode = (/** @type {boolean} */ isSubstitution) => {
    for (let depth = 0; at < source.length; ) {
      const character = source.charAt(at);
      if (isSubstitution && character === '}' && depth === 0) return;
      if (scanLiteral(character)) continue;
      if (character === '{') depth++;
      if (character === '}') depth--;
      code += character;
      at++;
    }
  };
  /** A comment, a string, a template or a regular expression; false where none begins. */
  const scanLiteral = (/** @type {string} */ first) => {
    const comment = first === '/' && /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(source.slice(at))?.[0];
    if (comment) at += comment.length;
    else if (first === "'" || first === '"') scanString(first);
    else if (first === '`') scanTemplate();
    else if (first === '/' && BEFORE_REGEX.test(code)) scanRegex();
    else return false;
    return true;
  };
  const scanString = (/** @type {string} */ quote) => {
    endCode();
    const started = line();
    let text = '';
    for (at++; source.charAt(at) !== quote; ) text += scanCharacter(started);
    at++;
    tokens.push({ kind: 'string', text, line: started });
  };
  const scanTemplate = () => {
    endCode();
    const token = /** @type {Token} */ ({ kind: 'string', text: '', line: line() });
    tokens.push(token);
    for (at++; source.charAt(at) !== '`'; ) {
      if (!source.startsWith('${', at)) token.text += scanCharacter(token.line);
      else {
        token.kind = 'template';
        at += 2;
        scanCode(true);
        endCode();
        at++;
      }
    }
    at++;
  };
  /** One character of a literal, escaped or not. */
  const scanCharacter = (/** @type {number} */ started) => {
    if (at >= source.length) throw new Error(`line ${started}: a literal without an end`);
    const character = source.charAt(at++);
    if (character !== '\\') return character;
    const escaped = source.charAt(at++);
    return ESCAPES[escaped] ?? escaped;
  };
  const scanRegex = () => {
    const literal = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/.exec(source.slice(at))?.[0] ?? '/';
    code += literal.length > 1 ? ' /re/ ' : '/';
    at += literal.length;
  };
  scanCode(false);
  endCode();
  return tokens;
}
