/**
 * Samples as a sound to play, with their waveform. Louder than 1 is turned down; what is no number is silent and marked.
 * @example audio(np.sin(np.linspace(0, 2 * Math.PI * 440, 16_000)), { rate: 16_000 })
 */
declare function audio(
  samples: import("slope").Tensor | ArrayLike<number>,
  options?: {
    /** Samples a second, 8,000 to 96,000; 44,100 unless given. */
    rate?: number;
    label?: string;
  },
): unknown;
