/** The floor of a plan: requests what `muster plan` requests, over one kept connection for each list, and parses the answers. */
import { Agent, get } from "node:http";

const [, , address, token, id, members, resources, leavers] = process.argv;
const agent = new Agent({ keepAlive: true });
const headers = { authorization: `Bearer ${token}`, "x-organization-id": id, accept: "application/json" };

await request("/api/user/profile");
const organization = `/api/organizations/${id}`;
const [, found, ...lists] = await Promise.all([
  request(organization),
  ...[
    "members",
    "invitations",
    "teams",
    "team-memberships",
    "roles",
    "shares",
    "service-accounts",
    "service-account-keys",
  ].map((name) => list(`${organization}/${name}`)),
  ...resources.split(",").map((kind) => (kind === "" ? [] : list(`/api/${kind}`))),
]);
if (found.length !== Number(members)) throw new Error(`Of ${members} members, ${found.length} were listed.`);
if (resources !== "" && lists.at(-1).length === 0) throw new Error("The lists of resources are empty.");
// What those who leave own, and their keys.
for (const { id: leaver } of found.slice(0, Number(leavers))) {
  await Promise.all([
    ...["pipelines", "connections", "schedules"].map((kind) => list(`/api/${kind}`, `owner_id=${leaver}`)),
    list(`${organization}/api-keys`, `created_by=${leaver}`),
  ]);
}
agent.destroy();

async function list(path, filter = "") {
  const items = [];
  let cursor = "";
  while (cursor !== null) {
    const query = [`limit=1000`, filter, cursor === "" ? "" : `cursor=${cursor}`].filter(Boolean).join("&");
    const { data, meta } = await request(`${path}?${query}`);
    items.push(...data);
    cursor = meta.next_cursor ?? null;
  }
  return items;
}

function request(path) {
  return new Promise((resolve, reject) => {
    get(new URL(path, address), { agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${path} answered ${answer.statusCode}.`));
      });
    }).on("error", reject);
  });
}
