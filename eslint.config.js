// What eslint asks of the live views' JavaScript; the types are checked by tsc (tsconfig.json).

import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv*/", "build/"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "default-case-last": "error",
      "no-implicit-globals": "error",
      "no-param-reassign": "error",
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-unneeded-ternary": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  // Scripts that run inside a page as they are, without imports.
  { files: ["benchmarks/probe.js", "tests/browser/**"], languageOptions: { sourceType: "script" } },
  { files: ["assets/**", "tests/javascript/**", "eslint.config.js"], languageOptions: { globals: globals.node } },
];
