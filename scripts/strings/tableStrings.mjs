import { build } from 'esbuild';

/** What an entry of the schema's table says to people. */
const SAID = new Set(['doc', 'label', 'refusal', 'ifMissing', 'text']);

/** What else it has that is text: names, and words of XML. */
const NAMES = new Set(['kind', 'by', 'otherwise', 'occurs', 'value', 'of']);

/**
 * The strings that a table of elements says to people, wherever in it. Walked and not read from its source: some are put
 * together there.
 *
 * @param {unknown} table
 * @returns {string[]}
 */
export function tableStrings(table) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @type {Set<object>} */
  const seen = new Set();
  const visit = (/** @type {unknown} */ value) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    // A list is of names.
    for (const [key, each] of Object.entries(
      Array.isArray(value) ? value.filter((one) => typeof one !== 'string') : value,
    )) {
      if (typeof each !== 'string') visit(each);
      else if (SAID.has(key)) found.add(each);
      else if (!NAMES.has(key)) throw new Error(`is ${key} of the schema's table for people? ${each}`);
    }
  };
  visit(table);
  return [...found];
}

/**
 * The table itself, `domain` of domain-xml/schema/domain.ts, bundled: it is TypeScript, which Node 20 cannot run.
 *
 * @param {string} root  the repository
 * @returns {Promise<unknown>}
 */
export async function schemaTable(root) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['domain-xml/schema/domain.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)).domain;
}
