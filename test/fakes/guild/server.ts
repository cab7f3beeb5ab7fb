/** A service that nobody has: a real server on loopback, with the accounts that it knows and one guild. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Guild {
  readonly members: { id: number; login: string; role: string }[];
  readonly crews: { id: number; slug: string; name: string; members: number[] }[];
}

export interface GuildServer {
  readonly url: string;
  readonly guild: Guild;
  /** Accounts by login: only these can be taken in. */
  readonly accounts: Map<string, number>;
  /** What was asked, reading apart. */
  readonly writes: string[];
  close(): Promise<void>;
}

/** Serves `seaside`, to apps whose secret is `aye`. */
export async function startGuild(guild: Guild, accounts: Map<string, number>): Promise<GuildServer> {
  const writes: string[] = [];
  const server = createServer((incoming, answer) => {
    void bodyOf(incoming).then((body) => {
      const [, , id, what, one, two] = (incoming.url ?? "").split("/");
      const method = incoming.method ?? "";
      const reply = (status: number, data?: object): void =>
        void answer.writeHead(status).end(data === undefined ? "" : JSON.stringify(data));
      if (incoming.headers.authorization?.endsWith(":aye") !== true) return reply(401);
      if (id !== "seaside") return reply(404);
      if (what === undefined) return reply(200, guild);
      writes.push(`${method} /${[what, one, two].filter((part) => part !== undefined).join("/")}`);
      const crew = guild.crews.find(({ slug }) => slug === one);
      const member = guild.members.find((item) => item.id === Number(what === "members" ? one : two));
      if (what === "members" && one === undefined) {
        const account = accounts.get(String(body["login"]));
        if (account === undefined) return reply(404);
        guild.members.push({ id: account, login: String(body["login"]), role: String(body["role"]) });
      } else if (what === "crews" && one === undefined) {
        guild.crews.push({ id: 90, slug: String(body["slug"]), name: String(body["name"]), members: [] });
      } else if (member === undefined) return reply(404);
      else if (what === "members" && method === "PATCH") member.role = String(body["role"]);
      else if (what === "members") {
        guild.members.splice(guild.members.indexOf(member), 1);
        for (const { members } of guild.crews)
          members.splice(0, Infinity, ...members.filter((inside) => inside !== member.id));
      } else if (crew === undefined) return reply(404);
      else if (method === "POST") crew.members.push(member.id);
      else crew.members.splice(crew.members.indexOf(member.id), 1);
      reply(204);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    guild,
    accounts,
    writes,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
