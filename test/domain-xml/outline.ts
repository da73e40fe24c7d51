import type { XmlDocument, XmlNode } from '../../domain-xml/parse/xmlTree.ts';

/** A tree as nested names, texts in quotes, for tests about structure: `a(b "text" c)`. Blank text is left out. */
export function outline({ children }: XmlDocument): string {
  return children.map(nodeOutline).filter(Boolean).join(' ');
}

function nodeOutline(node: XmlNode): string {
  switch (node.kind) {
    case 'element': {
      const attributes = node.attributes.map(({ name, value }) => `@${name}=${value}`);
      const parts = [...attributes, ...node.children.map(nodeOutline).filter(Boolean)];
      const guessed = node.complete ? '' : '?';
      return `${node.name}${guessed}${parts.length > 0 ? `(${parts.join(' ')})` : ''}`;
    }
    case 'text':
      return node.value.trim() === '' ? '' : JSON.stringify(node.value.trim());
    case 'cdata':
      return `cdata${JSON.stringify(node.value)}`;
    case 'comment':
      return '<!>';
    case 'instruction':
      return `<?${node.target}>`;
  }
}
