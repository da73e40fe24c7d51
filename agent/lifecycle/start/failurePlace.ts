import type { AttachedDevice } from '../../../domain-xml/attachDevice.ts';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { findElement } from '../../../domain-xml/model/origins.ts';
import type { XmlDocument } from '../../../domain-xml/parse/xmlTree.ts';
import { blamedElement } from '../../../plan/commandLine/blamedElement.ts';
import type { DevPlan, Reason } from '../../../plan/privateDev/devPlan.ts';
import { type ErrorData, VirtcellError } from '../../../protocol/errors.ts';

/**
 * The error of a launch with the element that asked for what failed, and its place in the text that was sent: by the
 * node's reasons where only a path is known, by the document where only the element is.
 */
export function withPlace(error: unknown, plan: DevPlan, document: XmlDocument): unknown {
  if (!(error instanceof VirtcellError) || error.data.range) return error;
  const asking = error.data.element === undefined ? reasonOf(error.data, plan) : placeOf(error.data.element, document);
  return asking ? new VirtcellError({ ...error.data, ...asking }, { cause: error }) : error;
}

/**
 * The error of a QEMU that ended by itself, with the element that its last words are about: that says more than the
 * argument which they repeat.
 */
export function withBlamed(error: unknown, argv: readonly string[], domain: Domain): unknown {
  if (!(error instanceof VirtcellError) || error.code !== 'qemu-died') return error;
  const blamed = blamedElement(error.message, argv, domain);
  if (!blamed) return error;
  const { element, argument } = blamed;
  const message = argument === undefined ? error.message : error.message.replace(`${argument}: `, () => '');
  return new VirtcellError({ ...error.data, message, element }, { cause: error });
}

/**
 * The error of an attach with the element of the device that failed and its place in the fragment. That the domain is
 * gone is no fault of the device.
 */
export function withPlaceInFragment(error: unknown, { document, device, rangeInFragment }: AttachedDevice): unknown {
  if (!(error instanceof VirtcellError) || error.data.range || error.code === 'domain-not-running') return error;
  const { element: asking } = error.data;
  const { element: whole, range: all } = device.origin;
  // An element of another device, which wants the same node, is not in the fragment.
  const isOwn = asking !== undefined && (asking === whole || asking.startsWith(`${whole}/`));
  const range = isOwn ? (findElement(document, asking)?.range ?? all) : all;
  const place = { element: isOwn ? asking : whole, range: rangeInFragment(range) };
  return new VirtcellError({ ...error.data, ...place }, { cause: error });
}

type Place = Pick<ErrorData, 'element' | 'range'>;

/** The first element that asks for the node; a default is nobody's in the XML. */
function reasonOf({ path }: ErrorData, { nodes }: DevPlan): Place | undefined {
  const node = nodes.find((each) => each.path === path);
  const reason = node?.reasons.find((each): each is Extract<Reason, { kind: 'element' }> => each.kind === 'element');
  return reason && { element: reason.element, range: reason.range };
}

function placeOf(element: string, document: XmlDocument): Place | undefined {
  const range = findElement(document, element)?.range;
  return range && { element, range };
}
