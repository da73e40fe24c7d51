/** An attribute; `false` and `undefined` leave it out. */
type Attribute = string | number | boolean | undefined;

type Child = Node | string;

/** An element with attributes and children. Text is only ever set as text, and never as markup. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElement {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** A drawing's element: of SVG, whose attributes give places and lengths without a style. */
export function svgElement(
  tag: string,
  attributes: Readonly<Record<string, Attribute>>,
  ...children: readonly Child[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

function setAttributes(made: Element, attributes: Readonly<Record<string, Attribute>>): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? '' : String(value));
}
