/** A sound in shapes: the reach of each column of its waveform, and the bytes of its file. */

export interface Column {
  readonly low: number;
  readonly high: number;
  /** Something in it is no number. */
  readonly odd: boolean;
}

/** @returns the least and the greatest finite sample of each column; 0 to 0 where it has none */
export function columnsOf(samples: ArrayLike<number>, columns: number): Column[] {
  const count = Math.min(columns, samples.length);
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor((column * samples.length) / count);
    const to = Math.floor(((column + 1) * samples.length) / count);
    let [low, high, odd] = [Infinity, -Infinity, false];
    for (let at = from; at < to; at += 1) {
      const x = samples[at];
      if (!Number.isFinite(x)) odd = true;
      else [low, high] = [Math.min(low, x), Math.max(high, x)];
    }
    return low > high ? { low: 0, high: 0, odd } : { low, high, odd };
  });
}

/** As it is played: silence for what is no number, turned down where it is louder than 1. */
export function playable(samples: ArrayLike<number>, peak: number): Float32Array {
  const gain = peak > 1 ? 1 / peak : 1;
  return Float32Array.from(samples, (x) => (Number.isFinite(x) ? x * gain : 0));
}

/** A WAV file of one channel, 16 bits a sample. Source: the RIFF format, chunks `fmt ` and `data`. */
export function wavOf(samples: Float32Array, rate: number): ArrayBuffer {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i += 1) bytes.setUint8(at + i, letters.charCodeAt(i));
  };
  const whole = Math.round(rate);
  text(0, "RIFF");
  bytes.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, whole, true);
  bytes.setUint32(28, whole * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((x, at) =>
    bytes.setInt16(44 + at * 2, Math.round(Math.max(-1, Math.min(1, x)) * 32_767), true),
  );
  return bytes.buffer;
}
