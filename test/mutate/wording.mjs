/** Leaves sentences alone: what they say is held by golden files, and a fault in one is none in a rule. */
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const isSentence = (text) => /\p{L} \p{L}|^ | $/u.test(text);

const wording = {
  shouldIgnore({ node }) {
    const text =
      node.type === "TemplateLiteral"
        ? node.quasis.map(({ value }) => value.raw).join("x")
        : node.type === "StringLiteral"
          ? node.value
          : "";
    return isSentence(text) ? "It is wording." : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "wording", wording)];
