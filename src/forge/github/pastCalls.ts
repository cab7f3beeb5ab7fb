/** The calls about what runs left: runs and their jobs, deployments, artifacts. As in `calls.ts`, one request a page each. */
import { compareText, fold } from "../../model/text.ts";
import {
  readArtifact,
  readDeployment,
  readDeploymentStatus,
  readWorkflowJob,
  readWorkflowRun,
} from "./answers.ts";
import { only, sorted, type Place, type Words } from "./calls.ts";
import type { Artifact } from "./github.ts";
import { given } from "../../model/given.ts";

export function runCalls({ requests, root }: Place): Words<"newestRuns" | "jobsOf"> {
  const needs = "actions: read";
  return {
    async newestRuns({ workflow, branch, event, commit, status }) {
      const file = encodeURIComponent(workflow.split("/").at(-1) ?? "");
      const found = await requests.list({
        path: `${root}/actions/workflows/${file}/runs`,
        query: { branch, event, exclude_pull_requests: "true", ...given({ head_sha: commit, status }) },
        needs,
        field: "workflow_runs",
        read: readWorkflowRun,
        firstPage: true,
      });
      return sorted(found, (a, b) => b.id - a.id);
    },
    jobsOf: (run) =>
      requests.list({
        path: `${root}/actions/runs/${run}/jobs`,
        query: { filter: "all" },
        needs,
        field: "jobs",
        read: readWorkflowJob,
      }),
  };
}

export function deploymentCalls({
  requests,
  root,
}: Place): Words<"newestDeployments" | "deploymentStatuses"> {
  const needs = "deployments: read";
  return {
    async newestDeployments(environment) {
      const found = await requests.list({
        path: `${root}/deployments`,
        query: { environment },
        needs,
        read: readDeployment,
        firstPage: true,
      });
      // GitHub does not tell environments apart by case.
      const wanted = only(found, (item) => fold(item.environment) === fold(environment));
      return sorted(wanted, newestFirst);
    },
    async deploymentStatuses(id) {
      const found = await requests.list({
        path: `${root}/deployments/${id}/statuses`,
        needs,
        read: readDeploymentStatus,
      });
      const ordered = sorted(found, (a, b) => b.id - a.id);
      if (!ordered.ok) return ordered;
      return { ok: true, value: ordered.value.map(({ id: _, ...status }) => status) };
    },
  };
}

export function artifactCalls({ requests, root }: Place): Words<"artifacts" | "artifactPage"> {
  return {
    async artifactPage(name, page) {
      const asked = await requests.ask(
        {
          method: "GET",
          path: `${root}/actions/artifacts`,
          query: { name, per_page: "100", page: String(page) },
          needs: "actions: read",
        },
        (value, it): Artifact[] => it.list(value, "artifacts").map((item) => readArtifact(item, it)),
      );
      if (!asked.ok) return asked;
      const wanted = asked.value.filter((item) => item.name === name).sort(newestFirst);
      return { ok: true, value: { artifacts: wanted, isLast: asked.value.length < 100 } };
    },
    async artifacts(name) {
      const found = await requests.list({
        path: `${root}/actions/artifacts`,
        query: { name },
        needs: "actions: read",
        field: "artifacts",
        read: readArtifact,
      });
      const wanted = only(found, (item) => item.name === name);
      return sorted(wanted, newestFirst);
    },
  };
}

interface Dated {
  readonly id: number;
  readonly createdAt: string;
}

function newestFirst(a: Dated, b: Dated): number {
  return compareText(b.createdAt, a.createdAt) || b.id - a.id;
}
