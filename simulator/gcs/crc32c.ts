const CASTAGNOLI = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ CASTAGNOLI : rest >>> 1;
  return rest >>> 0;
});

/** CRC-32C (RFC 4960, appendix B) as Cloud Storage states it: the big-endian four bytes in base64. */
export function crc32c(bytes: Uint8Array): string {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  const answer = Buffer.alloc(4);
  answer.writeUInt32BE((sum ^ 0xffffffff) >>> 0);
  return answer.toString('base64');
}
