/** The terms of a key: how old it may become, and how long one that is replaced lives on. */
import { defaultOverlap } from "../../model/keys.ts";
import { spanText } from "../../model/duration.ts";
import { endsLost, lost, spanBetween, type TermSpec } from "../terms.ts";

export const keyTerms: TermSpec<"key"> = {
  between: (was, is) => [
    ...spanBetween("rotate_after", was.rotateAfter, is.rotateAfter),
    ...spanBetween("overlap", was.overlap ?? defaultOverlap, is.overlap ?? defaultOverlap),
  ],
  dropped(was, is) {
    if (is !== undefined) return [];
    const { rotateAfter } = was;
    return [
      ...endsLost(was),
      ...(rotateAfter === undefined ? [] : lost("rotate_after", spanText(rotateAfter))),
    ];
  },
};
