import { describe, expect, it } from 'vitest';
import { ViewerFeed } from '../../../agent/consoles/viewerFeed.ts';
import { RecordingViewer } from './recordingViewer.ts';

/** All of a log's output, as one viewer gets it to its end. */
async function feed(output: Uint8Array, viewer: RecordingViewer, repeats: readonly number[] = []): Promise<void> {
  const log = {
    kept: () => ({ first: 0, end: output.length }),
    read: (from: number, to: number) => output.subarray(from, to),
  };
  const one = new ViewerFeed(viewer, log, 0, repeats);
  viewer.shown = (bytes) => one.shown(bytes);
  one.finish(output.length);
  await one.run();
}

const FLOOD = Buffer.alloc(1_000_000, 'x');

describe('a mark of what may be repeated', () => {
  it('comes at its place', async () => {
    for (const isTerminal of [false, true]) {
      const viewer = new RecordingViewer({ isTerminal });
      await feed(Buffer.from('once twice'), viewer, [0, 5]);
      expect(viewer.order).toEqual(['possible-repeat', 'bytes', 'possible-repeat', 'bytes', 'caught-up']);
    }
  });

  it('does not come to a terminal where its place is left out', async () => {
    const [terminal, other] = [new RecordingViewer({ isTerminal: true }), new RecordingViewer()];
    await feed(FLOOD, terminal, [500_000, 999_000]);
    await feed(FLOOD, other, [500_000, 999_000]);
    expect(terminal.order).toEqual(['skipped', 'bytes', 'possible-repeat', 'bytes', 'caught-up']);
    expect(other.said('possible-repeat')).toHaveLength(2);
    expect(other.length).toBe(FLOOD.length);
  });
});

it('goes on behind what has no place to begin', async () => {
  const viewer = new RecordingViewer({ isTerminal: true });
  await feed(Buffer.alloc(1_000_000, 0x80), viewer);
  expect(viewer.said('skipped')).toEqual([{ kind: 'skipped', from: 0, to: 1_000_000 }]);
  expect(viewer.order).toEqual(['skipped', 'caught-up']);
});
