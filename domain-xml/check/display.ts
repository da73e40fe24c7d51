import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import type { DomainDraft, GraphicsDraft, VideoDraft } from '../schema/drafts.ts';
import { attributeSpan } from './spans.ts';

const FIRST_VNC_PORT = 5900;

type VncDraft = Extract<GraphicsDraft, { type: 'vnc' }>;

export function checkGraphics(graphics: readonly GraphicsDraft[], report: DiagnosticList): void {
  const seen = new Set<string>();
  for (const each of graphics) {
    if (seen.has(each.type))
      report.error('duplicate-element', each.node.nameSpan, say('There can be one {0} display.', each.type));
    seen.add(each.type);
    if (each.type === 'vnc') checkVnc(each, report);
  }
}

function checkVnc({ node, attr, child: { listen } }: VncDraft, report: DiagnosticList): void {
  const fixed = attr.port !== undefined && attr.port !== -1 && attr.autoport !== true;
  if (fixed && (attr.port ?? 0) < FIRST_VNC_PORT) {
    report.error(
      'invalid-value',
      attributeSpan(node, 'port'),
      say('VNC ports begin at {0}; −1 takes a free one.', FIRST_VNC_PORT),
    );
  }
  if (listen?.type === 'address' && attr.listen !== undefined && listen.attr.address !== undefined) {
    if (attr.listen !== listen.attr.address) {
      const message = say('The attribute listen says {0}, this says {1}.', attr.listen, listen.attr.address);
      report.error('invalid-combination', attributeSpan(listen.node, 'address'), message);
    }
  }
  const elsewhere = listen?.type === 'address' || listen?.type === 'none' || attr.listen !== undefined;
  if (attr.socket !== undefined && (elsewhere || (listen?.type === 'socket' && listen.attr.socket !== attr.socket))) {
    report.error(
      'invalid-combination',
      attributeSpan(node, 'socket'),
      say('The server listens either on this socket or elsewhere.'),
    );
  }
}

export function checkVideos(
  videos: readonly VideoDraft[],
  backing: DomainDraft['child']['memoryBacking'],
  report: DiagnosticList,
): void {
  checkBlobs(videos, backing, report);
  videos.forEach(({ child: { model } }, i) => {
    if (!model) return;
    const { type, vram, primary } = model.attr;
    const span = attributeSpan(model.node, 'type');
    if (type === 'none' && videos.length > 1)
      report.error('invalid-combination', span, say('A card of type none stands alone.'));
    if (type === 'cirrus' && i > 0)
      report.error('invalid-combination', span, say('A cirrus card can only be the first one.'));
    if (primary && i > 0)
      report.error(
        'unsupported-value',
        attributeSpan(model.node, 'primary'),
        say('The first card is the primary one.'),
      );
    if (type === 'vga' && vram !== undefined && (vram < 1024 || !isPowerOfTwo(vram))) {
      report.error(
        'invalid-value',
        attributeSpan(model.node, 'vram'),
        say('A VGA card has a power of two of KiB, 1024 or more.'),
      );
    }
  });
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

/** Such pictures are pages of the guest's memory that the host maps: they have to lie in a file that can be handed over. */
function checkBlobs(
  videos: readonly VideoDraft[],
  backing: DomainDraft['child']['memoryBacking'],
  report: DiagnosticList,
): void {
  const { source, access, hugepages } = backing?.child ?? {};
  const isShared = (source?.attr.type === 'memfd' || hugepages !== undefined) && access?.attr.mode === 'shared';
  for (const { child } of videos) {
    const { model } = child;
    if (!model?.attr.blob) continue;
    const refuse = (message: Message): void =>
      report.error('invalid-combination', attributeSpan(model.node, 'blob'), message);
    if (model.attr.type !== 'virtio') refuse(say('Only a virtio card has this.'));
    else if (!isShared)
      refuse(say('It needs <memoryBacking> with <source type="memfd"/> and <access mode="shared"/>.'));
  }
}
