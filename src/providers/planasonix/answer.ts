/** Checks what came back: content type, JSON, and the contract's schema. Nothing unchecked goes further. */
import * as z from "zod";
import type { HttpAnswer } from "../../io/http.ts";
import { parseJson } from "../../model/strictJson.ts";
import { metaSchema, routes, type RouteName } from "./contract.ts";

type Table = typeof routes;

/** The checked `data` of a route's answer; null for routes that answer nothing. */
export type DataOf<N extends RouteName> = Table[N] extends {
  answers: "one";
  response: infer S extends z.ZodType;
}
  ? z.output<S>
  : Table[N] extends { answers: "list"; response: infer S extends z.ZodType }
    ? readonly z.output<S>[]
    : null;

/** What a list says about itself. */
export interface Page {
  readonly next: string | null;
  readonly total: number | undefined;
}

type Checked<N extends RouteName> =
  | { readonly ok: true; readonly data: DataOf<N>; readonly page: Page | undefined }
  | { readonly ok: false; readonly code: "not_json" | "off_contract"; readonly message: string };

const envelopes = new Map<RouteName, z.ZodType>();

/** The answer's data, or half a sentence on what is wrong with it, without quoting the body. */
export function checkAnswer<N extends RouteName>(name: N, answer: HttpAnswer): Checked<N> {
  const route = routes[name];
  // The schemas come from the same table that DataOf is computed from; TypeScript cannot follow a name through it.
  if (route.answers === "none") return { ok: true, data: null as DataOf<N>, page: undefined };
  const type = answer.headers["content-type"] ?? "";
  if (!/^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(type.trim())) {
    const shown = /^[\w.+/-]{1,60}/.exec(type.trim())?.[0] ?? "without a content type";
    return {
      ok: false,
      code: "not_json",
      message: `answered ${answer.status} with something that is not JSON (${shown})`,
    };
  }
  const body = bodyOf(answer);
  if (!body.ok) return body;
  if (holdsErrors(body.value)) {
    const message = `answered ${answer.status} with errors beside what it holds`;
    return { ok: false, code: "off_contract", message };
  }
  const result = envelopeOf(name).safeParse(body.value);
  if (!result.success) {
    const issue = result.error.issues[0];
    const place = issue === undefined || issue.path.length === 0 ? "the top" : issue.path.join(".");
    const what = issue === undefined ? "does not match" : issue.message;
    return {
      ok: false,
      code: "off_contract",
      message: `answered something else than expected at ${place} (${what})`,
    };
  }
  // What was read itself, since it was just checked and no schema changes anything: zod's copy of it would be all of it twice.
  const checked = body.value as { data: DataOf<N>; meta?: z.output<typeof metaSchema> };
  const meta = checked.meta;
  const page = meta === undefined ? undefined : { next: meta.next_cursor ?? null, total: meta.total };
  return { ok: true, data: checked.data, page };
}

/** A service that could answer a part only may call that a success. */
function holdsErrors(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  const fields = new Map<string, unknown>(Object.entries(body));
  const said = [fields.get("error"), fields.get("errors")];
  return said.some((item) => (Array.isArray(item) ? item.length > 0 : (item ?? false) !== false));
}

/** The JSON of an answer that says it is JSON. */
function bodyOf({
  status,
  text,
}: HttpAnswer):
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: "not_json"; readonly message: string } {
  const refused = (what: string) =>
    ({ ok: false, code: "not_json", message: `answered ${status} with ${what}` }) as const;
  if (text === null) return refused("a body that is not UTF-8");
  const parsed = parseJson(text);
  if (parsed.ok) return parsed;
  return refused(
    parsed.problem === "broken" ? "broken or cut JSON" : "JSON that gives one key two different values",
  );
}

/** Built once per route: zod compiles a schema at its first use. */
function envelopeOf(name: RouteName): z.ZodType {
  const known = envelopes.get(name);
  if (known !== undefined) return known;
  const route = routes[name];
  const data: z.ZodType = "response" in route ? route.response : z.unknown();
  const envelope =
    route.answers === "list"
      ? z.looseObject({ data: z.array(data), meta: metaSchema })
      : z.looseObject({ data });
  envelopes.set(name, envelope);
  return envelope;
}
