/**
 * What is wrong between a manifest's `%keys%` and the strings there are for them.
 *
 * @param {string} manifest  package.json as text
 * @param {Record<string, string>} strings  package.nls.json
 * @returns {string[]}
 */
export function manifestProblems(manifest, strings) {
  const asked = new Set([...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key = '']) => key));
  return [
    ...[...asked].filter((key) => !(key in strings)).map((key) => `package.nls.json has no ${key}`),
    ...Object.keys(strings)
      .filter((key) => !asked.has(key))
      .map((key) => `nobody asks for ${key} of package.nls.json`),
  ];
}
