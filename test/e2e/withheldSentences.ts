/** The sentences that a withheld change can carry, as the sources write them, so that none comes without a test. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { withheldCodes } from "../../src/model/plan.ts";

export interface Sentence {
  readonly file: string;
  /** Its text, in the pieces that stand between what is filled in. */
  readonly pieces: readonly string[];
}

/** What tells somebody to do something: an imperative at the start of a part of the sentence. */
const telling =
  /(?:^|[;:.,(] ?|\bor |\band |\bfirst, )(?:add|ask|call|cancel|check|create|declare|give|have|keep|lift|list|make|move|name|plan|put|revoke|say|settle|take|write)\b|\bwould (?:revoke|set) /iu;

/** Every sentence that tells to do something, in a source which makes reasons for withholding. */
export function tellingSentences(root: string): Sentence[] {
  const codes = new RegExp(`"(?:${withheldCodes.join("|")})"`);
  return ["diff", "kinds", "plan"]
    .flatMap((stage) =>
      readdirSync(join(root, stage), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .sort()
        .flatMap((name) => {
          const file = `${stage}/${name}`;
          const text = readFileSync(join(root, file), "utf8");
          return codes.test(text) ? literalsIn(text).map((pieces) => ({ file, pieces })) : [];
        }),
    )
    .filter(({ pieces }) => telling.test(pieces.join("X")));
}

function literalsIn(text: string): string[][] {
  const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const found: string[][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push([node.text]);
    if (ts.isTemplateExpression(node))
      found.push([node.head.text, ...node.templateSpans.map((span) => span.literal.text)]);
    node.forEachChild(visit);
  };
  visit(source);
  return found.filter((pieces) => pieces.join("").trim().split(" ").length >= 4);
}

/** Whether the message says the sentence. */
export function says(message: string, { pieces }: Sentence): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = message.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}
