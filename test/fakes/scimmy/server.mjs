// A SCIM server that we did not write: scimmy with scimmy-routers over express, in a process of its own, since it keeps
// its resources in one place. Prints its address, and ends with its standard input. Users and groups are kept in memory.
import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const users = new Map();
const groups = new Map();

const missing = (id) => new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);

function found(map, { id, filter }, shown) {
  if (id !== undefined) {
    const one = map.get(id);
    if (one === undefined) throw missing(id);
    return shown(one);
  }
  const all = [...map.values()].map(shown);
  return filter === undefined ? all : filter.match(all);
}

/** Groups say who is in them; users say in which they are. */
const showUser = (user) => ({
  ...user,
  groups: [...groups.values()]
    .filter(({ members = [] }) => members.some(({ value }) => value === user.id))
    .map(({ id, displayName }) => ({ value: id, display: displayName })),
});

function kept(map, { id }, data) {
  if (id !== undefined && !map.has(id)) throw missing(id);
  const one = { ...JSON.parse(JSON.stringify(data)), id: id ?? randomUUID() };
  map.set(one.id, one);
  return one;
}

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, data) => {
    const taken = [...users.values()].some(
      ({ id, userName }) => id !== resource.id && userName === data.userName,
    );
    if (taken) throw new SCIMMY.Types.Error(409, "uniqueness", "There is a user of that name");
    return showUser(kept(users, resource, data));
  })
  .egress((resource) => found(users, resource, showUser))
  .degress(({ id }) => {
    if (!users.delete(id)) throw missing(id);
    for (const group of groups.values())
      group.members = (group.members ?? []).filter(({ value }) => value !== id);
  });

SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress((resource, data) => kept(groups, resource, data))
  .egress((resource) => found(groups, resource, (group) => group))
  .degress(({ id }) => {
    if (!groups.delete(id)) throw missing(id);
  });

const app = express();
app.use(
  "/scim/v2",
  new SCIMMYRouters({
    type: "bearer",
    handler: (request) => {
      if (request.header("Authorization") !== "Bearer scimmy-example") throw new Error("Not authorised");
      return "scimmy";
    },
  }),
);
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/scim/v2\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
