/** The tools from whose files access files can be made: where their files are, and who reads them. */
import { fromPeribolos } from "../../rewrite/from/peribolos.ts";
import { fromTerraform } from "../../rewrite/from/terraform.ts";
import type { Adoption, Source } from "../../rewrite/from/adopted.ts";
import { readText } from "../../io/file.ts";
import { readTree } from "../../io/tree.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { ProviderName } from "../../model/organization.ts";
import type { OriginName } from "../../model/origins.ts";
import type { Tree } from "../../model/tree.ts";
import type { Failure } from "../failure.ts";

interface Origin {
  /** The service that the tool manages. */
  readonly provider: ProviderName;
  read(path: string): Promise<{ readonly tree: Tree } | Failure>;
  adoptionOf(source: Source): Adoption & { readonly diagnostics: readonly Diagnostic[] };
}

const origins: Readonly<Record<OriginName, Origin>> = {
  peribolos: {
    provider: "github",
    read: (path) => (/\.ya?ml$/.test(path) ? oneFile(path) : wholeFolder(path)),
    adoptionOf: fromPeribolos,
  },
  terraform: { provider: "github", read: oneFile, adoptionOf: fromTerraform },
};

export function originOf(name: OriginName): Origin {
  return origins[name];
}

async function wholeFolder(path: string): Promise<{ readonly tree: Tree } | Failure> {
  const tree = await readTree(path, { option: "--from" });
  return "error" in tree ? tree : { tree };
}

/** A single file, as a tree of nothing else: its path is empty, so that it goes by the name that the user gave. */
async function oneFile(path: string): Promise<{ readonly tree: Tree } | Failure> {
  const read = await readText(path);
  if ("error" in read) return read;
  const bytes = new TextEncoder().encode(read.text);
  return { tree: [{ path: "", type: "file", size: bytes.length, bytes }] };
}
