import * as z from 'zod/mini';

/*
 * The route `/graphics?name=NAME` carries the screen of a running domain: binary frames are the bytes of RFB (RFC 6143),
 * QEMU's towards the client, the client's towards QEMU. There are no text frames. The socket closes with the machine.
 */

export const graphicsQuery = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  owner: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
});
export type GraphicsQuery = z.infer<typeof graphicsQuery>;
