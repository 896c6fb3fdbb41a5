import type { VectorCode } from '../../../language/index.ts'

/** As it is kept: four bytes of scale, then a byte an axis. */
export function packVector({ scale, axes }: VectorCode): Buffer {
  const bytes = Buffer.alloc(4 + axes.length)
  bytes.writeFloatLE(scale)
  bytes.set(new Uint8Array(axes.buffer, axes.byteOffset, axes.length), 4)
  return bytes
}

export function unpackVector(bytes: Buffer): VectorCode {
  return {
    scale: bytes.readFloatLE(),
    axes: new Int8Array(bytes.buffer, bytes.byteOffset + 4, bytes.length - 4),
  }
}
