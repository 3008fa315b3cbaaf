import { createHash } from 'node:crypto';

/** HyperLogLog (Flajolet et al. 2007), dense, 2^12 registers of one byte over 64-bit hashes. */
export type Registers = Uint8Array;

const precision = 12;

export const createRegisters = (): Registers => new Uint8Array(1 << precision);

/** First 64 bits of SHA-256 of the unit's UTF-8, big-endian: the top 12 bits choose the register, the rest give the rank. */
export function addUnit(registers: Registers, unit: string): void {
  const hash = createHash('sha256').update(unit).digest();
  const high = hash.readUInt32BE(0);
  const index = high >>> (32 - precision);
  const restHigh = (high << precision) >>> 0;
  const rank =
    restHigh === 0 ? 32 - precision + Math.clz32(hash.readUInt32BE(4)) + 1 : Math.clz32(restHigh) + 1;
  registers[index] = Math.max(registers[index] ?? 0, rank);
}

export const encodeRegisters = (registers: Registers): string => Buffer.from(registers).toString('base64');
