/**
 * Text in Markdown, formulas in `$...$`, with the numbers of a program in it.
 * @example md`The loss fell to **${loss}**, that is $\log ${n}$ nats.`
 */
declare function md(text: TemplateStringsArray | string, ...values: readonly unknown[]): unknown;
/**
 * One formula, set as KaTeX sets it. Numbers and small tensors become what mathematics writes.
 * @example tex`A = ${tensor([[1, 2], [3, 4]])}, \quad \det A = ${-2}`
 */
declare function tex(text: TemplateStringsArray | string, ...values: readonly unknown[]): unknown;
