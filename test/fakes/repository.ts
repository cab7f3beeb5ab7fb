/** A real git repository in a temporary folder, as nobody in particular, whatever the machine's own settings are. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gitOutput } from "./gitCommands.ts";

export interface TestRepository {
  /** Without links. */
  readonly root: string;
  git(...args: readonly string[]): string;
  put(path: string, text: string | Uint8Array): void;
  /** Commits everything, and gives the commit's id. */
  commit(): string;
  remove(): void;
}

/** A new repository, or a clone of another; `args` are further options of `git clone`. */
export function testRepository(from?: string, args: readonly string[] = []): TestRepository {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "muster-git-")));
  const git = (...rest: readonly string[]): string => {
    const settings = [
      "commit.gpgsign=false",
      "core.hooksPath=/dev/null",
      "user.name=Ana",
      "user.email=ana@acme.example",
    ];
    return gitOutput({ cwd: root }, [[...settings.flatMap((setting) => ["-c", setting]), ...rest]]).trim();
  };
  if (from === undefined) git("init", "-q", "-b", "main");
  else git("clone", "-q", ...args, from, ".");
  return {
    root,
    git,
    put: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    commit: () => {
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "a change");
      return git("rev-parse", "HEAD");
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
