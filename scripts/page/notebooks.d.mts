export const small: string;
export function long(count: number): string;
