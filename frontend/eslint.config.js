import js from "@eslint/js";
import globals from "globals";

const workers = { VERSION: "readonly", FILES: "readonly", LATER: "readonly" };

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["workers/**"],
    languageOptions: { globals: { ...globals.serviceworker, ...workers } },
  },
  { files: ["**/*.test.js"], languageOptions: { globals: globals.node } },
];
