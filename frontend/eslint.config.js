import js from "@eslint/js";
import globals from "globals";

const workers = { VERSION: "readonly", FILES: "readonly", LATER: "readonly" };
const cdn = {
  LANGUAGES: "readonly",
  AT_HOME: "readonly",
  CACHED: "readonly",
  PAGES: "readonly",
  BYTES: "readonly",
};
// What CloudFront's runtime 2.0 does not have, of what an editor would accept.
const notAtCloudFront = [
  "ArrayPattern",
  "AwaitExpression",
  "CatchClause[param=null]",
  "ChainExpression",
  "ClassDeclaration",
  "ExportNamedDeclaration",
  "ForOfStatement",
  "ImportDeclaration",
  "LogicalExpression[operator='??']",
  "ObjectPattern",
  "Property[shorthand=true]",
  "SpreadElement",
];

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
  {
    files: ["cdn/**"],
    languageOptions: { sourceType: "script", globals: cdn },
    rules: {
      "no-restricted-syntax": ["error", ...notAtCloudFront],
      "no-unused-vars": ["error", { caughtErrors: "none", varsIgnorePattern: "^handler$" }],
    },
  },
  { files: ["**/*.test.js"], languageOptions: { globals: globals.node } },
];
