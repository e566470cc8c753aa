// House rules that a machine can hold. Types are checked strictly everywhere; a cell's code is data, not source.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  {
    ignores: [
      "**/node_modules/",
      ".svelte-kit/",
      "build/",
      "**/dist/",
      "**/generated/",
      "lessons/",
      "outputs/*/names.d.ts",
      "worker/names/names.d.ts",
      "test-results/",
      "playwright-report/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.svelte", "**/*.svelte.ts"],
    extends: [...ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./app/offline/tsconfig.json"],
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/unified-signatures": "off",
    },
  },
  ...svelte.configs["flat/recommended"],
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: ts.parser,
        project: ["./tsconfig.json", "./app/offline/tsconfig.json"],
        extraFileExtensions: [".svelte"],
        svelteConfig,
      },
    },
  },
  { files: ["**/*.js", "**/*.mjs", "**/*.cjs"], languageOptions: { globals: globals.node } },
  { files: ["worker/frame/*.js", "static/*.js"], languageOptions: { globals: globals.browser } },
  // Functions handed to Playwright run in the page.
  {
    files: ["scripts/page/*.mjs", "e2e/firefox/*.mjs", "bench/harness/browser-*.mjs"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    rules: {
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Use a union of string literals: enums do not erase." },
      ],
      eqeqeq: "error",
    },
  },
);
